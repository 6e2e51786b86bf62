import type { Permission } from '#lib/api-keys/key-catalogue'
import type {
  ConnectionStatus,
  DisconnectStepResult,
  Standing,
  Verdict,
  VerdictReason,
  VerdictState,
} from '#lib/connection/types'
import { STANDINGS } from '#lib/connection/types'
import type { CheckResult } from '#lib/oauth/check-names'
import type { MailKind } from '#lib/told/mail/kind-catalogue'

/** What pages receive: only fields that may be seen. No sealed value, no token, no raw row. */

export type EnvironmentName = 'simulator' | 'sandbox' | 'production'

export interface ConnectionSummary {
  id: string
  environment: EnvironmentName
  /** Null when Qonto's organisation scope was not granted or could not be read. */
  organizationName: string | null
  /** Why it is not confirmed which organisation it is; null when it is. */
  organizationDoubt: 'not_granted' | 'not_read' | 'taken' | null
  memberName: string | null
  memberRole: string | null
  verdict: Verdict
  provenAt: Date | null
  /** When the jobs look at it next; null when they do not, or when that would promise more than the verdict allows. */
  nextStepAt: Date | null
}

/** What the list can be limited to, and its orders, as its address names them. */
export const LIST_SHOWN = [...STANDINGS, 'archived'] as const
export type ListShown = (typeof LIST_SHOWN)[number]
export const LIST_ORDERS = ['name', 'label', 'proof'] as const

/** What the address of the list asks for. */
export interface ListWish {
  query: string
  show: ListShown | null
  label: string | null
  /** Only what can move money. */
  money: boolean
  order: (typeof LIST_ORDERS)[number]
  page: number
}

/** A connection as a line of the list. */
export interface ListedConnection {
  id: string
  name: string | null
  /** What tells it from others of the same name on the page: the end of its id, and who authorised it. */
  apart: string | null
  memberName: string | null
  memberRole: string | null
  labels: string[]
  movesMoney: boolean
  provenAt: Date | null
  verdict: Verdict
  standing: Standing
  archived: boolean
}

/** The same in a file. */
export interface ExportedConnection extends ListedConnection {
  note: string | null
}

export interface ListGroup {
  standing: Standing
  /** The label that what works is grouped by, as it is shown; null without one, or in another order. */
  label: string | null
  connections: ListedConnection[]
}

export interface ConnectionListView {
  wish: ListWish
  /** Of all connections, whatever is asked for. What is archived counts as that alone. */
  counts: Record<ListShown, number>
  /** Every label with its text to show, the most used first. */
  labels: Array<{ label: string; text: string; count: number }>
  /** The connections of this page. */
  groups: ListGroup[]
  /** Of those that were found, on all pages. */
  foundBy: Partial<Record<Standing, number>>
  found: number
  pages: number
  /** Since when a transaction at Qonto is open in another tab. */
  pendingSince: Date | null
  /** Told after a sign-in: this identity has granted something to another user here. */
  grantedElsewhere: boolean
}

export interface GrantEvent {
  kind: 'granted' | 'rotated' | 'rotation_failed' | 'rotation_unknown'
  at: Date
  /** Why this rotation was made: `expiry`, `check`, `disconnect`, `keep_alive`; null for a grant. */
  cause: string | null
}

export interface ConnectionDetail extends ConnectionSummary {
  status: ConnectionStatus
  organizationId: string | null
  membershipId: string | null
  /** Why the member is not named; null when it is. */
  memberDoubt: 'not_granted' | 'not_read' | null
  /** Whether anything that was granted moves money, or may. */
  movesMoney: boolean
  /** When the current consent was given, and the first one. */
  grantedAt: Date
  createdAt: Date
  accessExpiresAt: Date | null
  canRenewItself: boolean
  /** When it is renewed next if nobody uses it, as the jobs have planned it; null when never. */
  keepAliveAt: Date | null
  /** When it will really end; null while it renews automatically, and when it is over. */
  endsAt: Date | null
  /** Whether Qonto tells us when the permission is withdrawn: since when, or that it could; null when it cannot. */
  webhook: { since: Date } | 'offered' | null
  /** Oldest first: the grant and its rotations, at most the last 50. */
  clock: GrantEvent[]
  apiUrl: string
  /** The API keys that may use it. */
  keys: Array<{ id: string; name: string; lastUsedAt: Date | null }>
  /** The mail addresses that are told when it breaks. */
  toldByMail: string[]
  /** How many webhooks are. */
  toldByWebhook: number
  /** The person's own words about it, as they wrote them. */
  labels: string[]
  note: string | null
  disconnect: {
    requestedAt: Date | null
    finishedAt: Date | null
    steps: DisconnectStepResult[]
    /** At this moment, and not at the next try. */
    isRunning: boolean
  }
}

export interface ReceiptView extends ConnectionSummary {
  organizationId: string | null
  membershipId: string | null
  grantedAt: Date
  requestedAt: Date
  finishedAt: Date | null
  steps: DisconnectStepResult[]
  state: 'confirmed' | 'open' | 'givenUp'
  isRunning: boolean
  /** What holds, each proven or not. */
  claims: Record<'unused' | 'refused' | 'erased', boolean>
  /** When this was read. */
  madeAt: Date
}

export interface ScopeView {
  scope: string
  /** Area and effect come from the catalogue; an unknown scope has the area `other`. */
  area: string
  /** What an unknown scope does nobody here can say; it counts as possibly moving money. */
  effect: 'read' | 'write' | 'moves_money' | 'technical' | 'unknown'
  known: boolean
  sensitive: boolean
  requested: boolean
  granted: boolean
  /** It is missing, and that is fine with the person. */
  accepted: boolean
  /** Why what it was granted for is not known all the same; null while that is. */
  doubt: 'not_read' | 'taken' | 'other_owner' | null
}

/** When a program used each scope last, of the last 90 days; null when no API key can use the connection. */
export type ScopeUses = Record<string, Date> | null

/** Scopes that Qonto does not let this app ask for, and the transaction that is begun again without them. */
export interface RefusedScopesView {
  retry: string
  scopes: Array<Pick<ScopeView, 'scope'>>
}

export interface PermissionsView {
  connection: ConnectionSummary
  scopes: ScopeView[]
  uses: ScopeUses
  /** Exactly what Qonto answered, space-separated. */
  grantedString: string
}

export interface ClaimView {
  name: string
  /** JSON text of the value, or the plain string. */
  value: string
  kind: 'text' | 'time' | 'identifier' | 'personal' | 'hash'
  /** For `time` claims. */
  at: Date | null
  known: boolean
}

export const CLAIM_CHANGES = ['added', 'changed', 'removed'] as const
export interface ClaimChanges {
  since: Date
  claims: Array<{ name: string; change: (typeof CLAIM_CHANGES)[number] }>
}

/** One side of a comparison. */
export type Compared = { kind: 'text'; text: string } | { kind: 'time'; at: Date }

export interface CheckView extends Pick<CheckResult, 'name' | 'outcome'> {
  /** Null when nothing was compared, or it is not kept. Of a time, the time of the check. */
  expected: Compared | null
  received: Compared | null
  /** Of a time: how many seconds Qonto's clock was ahead. */
  skew: number | null
}

export interface IdentityView {
  connection: ConnectionSummary
  /** Null: no ID token is stored (disconnected). `locked`: it is stored and cannot be opened. `unreadable`: it is none. */
  token:
    | null
    | 'locked'
    | 'unreadable'
    | {
        verified: boolean
        /** None while those that were made are of the token before. */
        checks: CheckView[]
        claims: ClaimView[]
        /** Against the consent before, of when that was; null when there was none to compare with. */
        changes: ClaimChanges | null
        header: Array<{ name: string; value: string }>
      }
}

/** What a reader of the log looks for. */
export const ACTIVITY_KINDS = ['problems', 'authorisation', 'checks', 'use', 'access'] as const
export type ActivityKind = (typeof ACTIVITY_KINDS)[number]

/** What of the log is asked for. */
export interface ActivityQuery {
  kind: ActivityKind | null
  /** The cursor: older than this entry. */
  before: string | null
  /** Runs of what is routine are one line. */
  isFolded: boolean
}

export interface ActivityEntry {
  id: string
  at: Date
  event: string
  actor: 'you' | 'qonto' | 'system'
  outcome: 'done' | 'failed' | 'started'
  code: string | null
  reference: string | null
  traceId: string | null
  durationMs: number | null
  details: Record<string, string | number | boolean>
  /** Named in the log of all connections. */
  connection: { id: string; name: string | null } | null
}

/** Routine entries of one day that stand for each other. */
export interface FoldedEntries {
  /** The entry above them, from which on each can be shown; null at the top of the log. */
  above: string | null
  /** Of the first of them. */
  id: string
  from: Date
  until: Date
  checks: number
  renewals: number
}

export type ActivityLine = ActivityEntry | FoldedEntries

export interface ActivityPage {
  query: ActivityQuery
  lines: ActivityLine[]
  /** Cursor of the next (older) page; null at the end. */
  olderThan: string | null
}

export interface ActivityView extends ActivityPage {
  connection: ConnectionSummary
}

export interface SessionView {
  id: string
  device: string | null
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  current: boolean
}

/** What is kept about a person, in the order in which the page tells it. */
export const KEPT_KINDS = [
  'accounts',
  'connections',
  'activity',
  'renewals',
  'sessions',
  'trips',
  'notifications',
  'revocations',
  'apiKeys',
  'links',
  'webhooks',
  'mailAddresses',
] as const
export type KeptKind = (typeof KEPT_KINDS)[number]

export interface AccountView {
  /** Since when the person is known here. */
  since: Date
  /** Whether the session is young enough to delete the account. */
  fresh: boolean
  kept: Array<{ kind: KeptKind; count: number }>
  /** For how many days what is not kept as long as the account is kept. */
  days: Record<
    'activity' | 'renewals' | 'trips' | 'sessions' | 'revocations' | 'apiKeys' | 'links' | 'mailAddresses',
    number
  >
  /** What deleting ends: organisations by name, null where it is not known. */
  organizations: Array<string | null>
}

export interface GoodbyeView {
  /** Which Qonto it was. */
  environment: EnvironmentName
  /** Accesses at Qonto that are ended, that are still to be, and that we cannot end because the key to them is lost. */
  ended: number
  ending: number
  lost: number
}

export interface SetupItem {
  /** `credentials`, `redirect_uri`, `staging_token`, `clock`, `database`, `keys`, `jwks`, `api`, `mail`, `background`, `connections`. */
  item: string
  outcome: 'good' | 'bad' | 'unknown' | 'not_needed'
  /** A short fact to show in code style (the redirect URI, a skew in seconds). Never a secret. */
  fact: string | null
  reason: string | null
  /** When the background jobs last ran. */
  at?: Date | null
}

export type SetupView =
  | { kind: 'closed'; signedIn: boolean }
  /** Of all connections, for operators only; null for everybody else. */
  | { kind: 'open'; items: SetupItem[]; stands: StandCount[] | null; version: string }

/** How many connections stand how; null for those that nobody has looked at yet. */
export interface StandCount {
  stand: 'works' | 'trouble' | 'operator' | 'locked' | 'broken' | 'frozen' | 'gone' | null
  count: number
}

export interface ApiKeyView {
  id: string
  name: string
  /** The first characters of the secret. */
  start: string
  permissions: Permission[]
  mayMoveMoney: boolean
  /** The organisations of the chosen connections; null for all. */
  connections: Array<string | null> | null
  allowedAddresses: string[]
  createdAt: Date
  /** Null for a key that never expires. */
  expiresAt: Date | null
  isExpired: boolean
  /** Until when the secret of before the last rolling works; null when it does not. */
  formerUntil: Date | null
  lastUsedAt: Date | null
  lastUsedFrom: string | null
  /** Since midnight UTC. */
  callsToday: number
}

export interface ApiKeysView {
  /** Where the API is. */
  apiUrl: string
  keys: ApiKeyView[]
  /** What a new key can be given. */
  connections: Array<{ id: string; name: string | null }>
  /** What they were allowed that can move money. */
  moneyScopes: string[]
}

/** What a status link says of a connection to whoever has it: nothing about a person, and no id. */
export interface StatusEntry {
  organizationName: string | null
  state: VerdictState
  reason: VerdictReason
  /** When what the state rests on happened; of a connection that works, its last proof. */
  since: Date | null
  /** When it really ends, or ends at the latest unless what is wrong is mended; null when that is over or not known. */
  worksUntil: Date | null
  /** Renewed automatically: no end is in sight. */
  renews: boolean
}

export interface StatusView {
  /** True when it shows all connections of somebody. */
  isForAll: boolean
  readAt: Date
  entries: StatusEntry[]
}

export interface StatusLinkView {
  id: string
  name: string
  /** The organisation of the one connection that it shows. */
  organizationName: string | null
  isForAll: boolean
  /** Its connection was ended: it shows nothing any more. */
  isEnded: boolean
  isExpired: boolean
  createdAt: Date
  expiresAt: Date | null
  lastOpenedAt: Date | null
}

export interface StatusLinksView {
  links: StatusLinkView[]
  /** What a new one can show. */
  connections: Array<{ id: string; name: string | null }>
}

export type CalendarView = Pick<StatusLinkView, 'id' | 'name' | 'createdAt' | 'lastOpenedAt'>

/** A day in the calendar on which a connection will end. */
export interface EndingView {
  connectionId: string
  generation: bigint
  changedAt: Date
  endsAt: Date
  organizationName: string | null
  /** Renewing it automatically has evidently not worked; otherwise it never could be. */
  couldRenew: boolean
}

export interface MailAddressView {
  id: string
  address: string
  isConfirmed: boolean
  isUnsubscribed: boolean
  kinds: MailKind[]
  lastDeliveredAt: Date | null
  /** The last failure that no delivery has settled since, in our word and in those of the mail server. */
  failure: { code: string; text: string | null; at: Date } | null
}

export interface MailView {
  isSetUp: boolean
  /** Where the simulator shows the mails; null where they are sent. */
  simulatedAt: string | null
  /** An address that Qonto names for the person, if it is not among these. Nobody has checked it. */
  offered: string | null
  addresses: MailAddressView[]
}

/** A field of the API as its document describes it. */
export interface ApiField {
  /** With dots into what it holds: `organization.id`. */
  name: string
  /** In the words of JSON Schema: `string (date-time) | null`. */
  type: string
  /** The name of the object that it holds, which is described on its own. */
  object: string | null
  description: string | null
  choices: string[]
  /** What counts when it is left out. */
  usual: string | null
  /** Of a parameter. */
  place: 'path' | 'query' | 'header' | null
}

export interface ApiObject {
  name: string
  description: string
  fields: ApiField[]
}

export interface ApiCall {
  id: string
  methods: string[]
  path: string
  summary: string
  description: string
  /** Null: any key may. */
  permission: string | null
  parameters: ApiField[]
  /** Null: it takes none. `anything` goes on to Qonto. */
  body: ApiField[] | 'anything' | null
  /** An object that no other call answers with stands here with its fields. */
  answer: { description: string; object: string | null; fields: ApiField[] }
  refusals: Array<{ status: number; codes: string[] }>
  curl: string
}

export interface ApiReferenceView {
  apiUrl: string
  groups: Array<{ name: string; description: string; calls: ApiCall[] }>
  objects: ApiObject[]
  problems: Array<{ code: string; status: number; title: string; mend: string }>
}

/** Why a delivery had no answer, or one that does not count; a closed list, each has its sentence. */
export const DELIVERY_FAILURES = [
  'not_https',
  'unknown_host',
  'refused_address',
  'unreachable',
  'certificate',
  'timeout',
  'too_large',
  'answered',
  'gone',
  'locked',
  'disabled',
  'internal',
] as const
export type DeliveryFailure = (typeof DELIVERY_FAILURES)[number]

export interface WebhookDeliveryView {
  id: string
  type: string
  /** Of the event. */
  at: Date
  state: 'delivered' | 'waiting' | 'given_up' | 'unwanted'
  attempts: number
  nextAttemptAt: Date | null
  failure: DeliveryFailure | null
  status: number | null
  ms: number | null
  /** The beginning of the answer. */
  text: string | null
}

export interface WebhookView {
  id: string
  url: string
  description: string | null
  eventTypes: string[]
  /** The organisations that it is told of; null for all. */
  connections: Array<string | null> | null
  connectionIds: string[] | null
  disabledReason: 'switched_off' | 'gone' | 'failing' | null
  failingSince: Date | null
  formerUntil: Date | null
  /** The newest first. */
  deliveries: WebhookDeliveryView[]
}

export interface WebhooksView {
  webhooks: WebhookView[]
  /** What a new one can be told of. */
  connections: Array<{ id: string; name: string | null }>
  eventTypes: string[]
}
