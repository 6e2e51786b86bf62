import { z } from 'zod'

/**
 * The file of *Download my data*, version 1: everything that is kept about a person, and no secret. Each part lists its
 * fields, named like the columns of the database; whatever is not listed never leaves. A field that is added does not
 * change the version, one that goes or changes its meaning does.
 */
export const EXPORT_VERSION = 1

const id = z.uuid()
const time = z.iso.datetime()
const record = z.record(z.string(), z.unknown())
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullable()

const user = z.object({
  ...{ id, createdAt: time, language: maybe(z.string()), theme: maybe(z.string()), timeZone: maybe(z.string()) },
  ...{ admittedBy: maybe(z.string()) },
})
const account = z.object({
  ...{ id, issuer: z.string(), subject: z.string(), via: z.string(), createdAt: time, lastSignedInAt: time },
})
const session = z.object({
  ...{ id, accountId: maybe(id), device: maybe(z.string()), name: maybe(z.string()) },
  ...{ createdAt: time, lastSeenAt: time, expiresAt: time },
})

const trip = z.object({
  ...{ id, environment: z.string(), intent: z.string(), scopes: z.array(z.string()) },
  ...{ chosenScopes: z.array(z.string()), refusedScopes: z.array(z.string()) },
  ...{ sessionId: maybe(id), connectionId: maybe(id), invitationId: maybe(id) },
  ...{ begunAt: time, consumedAt: maybe(time), dismissedAt: maybe(time), outcome: maybe(z.string()) },
})

const connection = z.object({
  ...{ id, environment: z.string(), status: z.string(), createdAt: time },
  ...{ clientId: z.string(), issuer: z.string(), subject: z.string() },
  ...{ organizationId: maybe(z.string()), organizationName: maybe(z.string()), organizationConfirmed: z.boolean() },
  ...{ membershipId: maybe(z.string()), memberName: maybe(z.string()), memberRole: maybe(z.string()) },
  ...{ generation: z.string(), requestedScopes: z.array(z.string()), grantedScopes: z.array(z.string()) },
  ...{ chosenScopes: z.array(z.string()), acceptedScopes: z.array(z.string()) },
  ...{ grantedAt: time, accessExpiresAt: maybe(time), refreshIssuedAt: maybe(time) },
  ...{ checks: z.array(record), verified: z.boolean() },
  ...{ claimChanges: z.array(z.string()), claimsSince: maybe(time) },
  /** What the stored ID token says, decoded; `locked` while no key opens it, null when there is none. */
  idToken: z.union([z.object({ header: record, claims: record }), z.enum(['locked', 'unreadable']), z.null()]),
  ...{ attemptAt: maybe(time), attemptCount: z.int(), nextAttemptAt: maybe(time), leaseUntil: maybe(time) },
  ...{ provenAt: maybe(time), failure: maybe(z.string()), failedAt: maybe(time), failureTraceId: maybe(z.string()) },
  ...{ disconnectSteps: z.array(record), disconnectRequestedAt: maybe(time), disconnectedAt: maybe(time) },
  ...{ dueAt: maybe(time), checkedAt: maybe(time), recheckAt: maybe(time), otherOwnerAt: maybe(time) },
  ...{ labels: z.array(z.string()), note: maybe(z.string()), archivedAt: maybe(time) },
  ...{ toldStand: maybe(z.string()), toldAt: maybe(time), toldScopes: z.array(z.string()) },
  ...{ remindedDays: maybe(z.int()), remindedUntil: maybe(time) },
  ...{ seenStand: maybe(z.string()), seenAt: maybe(time), tellAt: maybe(time) },
})

const renewal = z.object({
  ...{ id, connectionId: id, generation: z.string(), cause: z.string(), outcome: maybe(z.string()) },
  ...{ startedAt: time, finishedAt: maybe(time), durationMs: maybe(z.int()) },
})

const event = z.object({
  ...{ id, at: time, event: z.string(), actor: z.string(), outcome: z.string(), connectionId: maybe(id) },
  ...{ code: maybe(z.string()), reference: maybe(z.string()), traceId: maybe(z.string()) },
  ...{ durationMs: maybe(z.int()), details: record },
})

const notification = z.object({
  ...{ id, connectionId: id, subscriptionId: z.string(), createdAt: time, lastDeliveryAt: maybe(time) },
})

const revocation = z.object({
  ...{ id, environment: z.string(), clientId: maybe(z.string()), connectionId: maybe(id) },
  ...{ cause: z.string(), mayBeUsed: z.boolean() },
  ...{ createdAt: time, attempts: z.int(), nextAttemptAt: time, doneAt: maybe(time), lastOutcome: maybe(z.string()) },
})

const apiKey = z.object({
  ...{ id, name: z.string(), start: z.string(), permissions: z.array(z.string()), everyConnection: z.boolean() },
  ...{
    mayMoveMoney: z.boolean(),
    allowedAddresses: z.array(z.string()),
    createdAt: time,
    expiresAt: maybe(time),
    revokedAt: maybe(time),
  },
  ...{ formerUntil: maybe(time), lastUsedAt: maybe(time), lastUsedFrom: maybe(z.string()) },
  remindedDays: maybe(z.int()),
})

const apiKeyConnection = z.object({ keyId: id, connectionId: id })

const apiKeyUse = z.object({
  ...{ keyId: id, connectionId: id, needed: z.string(), day: time, count: z.int(), lastAt: time },
})

const toldEvent = z.object({ ...{ id, connectionId: maybe(id), type: z.string(), at: time, data: record } })

const delivery = z.object({
  ...{ id, eventId: id, channel: z.string(), receiverId: id, attempts: z.int() },
  ...{ nextAttemptAt: maybe(time), doneAt: maybe(time), outcome: maybe(z.string()), answer: maybe(record) },
})

const link = z.object({
  ...{ id, kind: z.string(), name: z.string(), connectionId: maybe(id) },
  ...{ createdAt: time, expiresAt: maybe(time), revokedAt: maybe(time), lastOpenedAt: maybe(time) },
})

const mailAddress = z.object({
  ...{ id, address: z.string(), kinds: z.array(z.string()), createdAt: time, confirmedAt: maybe(time) },
  ...{ confirmUntil: maybe(time), unsubscribedAt: maybe(time), lastDeliveredAt: maybe(time) },
  ...{ failure: maybe(z.string()), failureText: maybe(z.string()), failedAt: maybe(time) },
})

const webhook = z.object({
  ...{ id, url: z.string(), description: z.string(), eventTypes: z.array(z.string()), everyConnection: z.boolean() },
  ...{ createdAt: time, formerUntil: maybe(time), failingSince: maybe(time) },
  ...{ disabledAt: maybe(time), disabledReason: maybe(z.string()) },
})

const webhookConnection = z.object({ endpointId: id, connectionId: id })

const invitation = z.object({
  ...{ id, note: z.string(), createdAt: time, expiresAt: time, revokedAt: maybe(time), usedAt: maybe(time) },
})

/** One part of the file for each table, under the table's own name in the database. */
export const EXPORTED = {
  users: user,
  accounts: account,
  sessions: session,
  transactions: trip,
  connections: connection,
  rotations: renewal,
  activities: event,
  webhook_subscriptions: notification,
  revocations: revocation,
  api_keys: apiKey,
  api_key_connections: apiKeyConnection,
  api_key_uses: apiKeyUse,
  events: toldEvent,
  deliveries: delivery,
  links: link,
  invitations: invitation,
  mail_addresses: mailAddress,
  webhook_endpoints: webhook,
  webhook_endpoint_connections: webhookConnection,
} as const

export const exportSchema = z.object({
  format: z.literal('mooring-export'),
  version: z.literal(EXPORT_VERSION),
  exportedAt: time,
  user,
  accounts: z.array(account),
  sessions: z.array(session),
  trips: z.array(trip),
  connections: z.array(connection),
  renewals: z.array(renewal),
  activity: z.array(event),
  notifications: z.array(notification),
  revocations: z.array(revocation),
  apiKeys: z.array(apiKey),
  apiKeyConnections: z.array(apiKeyConnection),
  apiKeyUses: z.array(apiKeyUse),
  told: z.array(toldEvent),
  deliveries: z.array(delivery),
  links: z.array(link),
  invitations: z.array(invitation),
  mailAddresses: z.array(mailAddress),
  webhooks: z.array(webhook),
  webhookConnections: z.array(webhookConnection),
  /** What is stored and not in this file, by table and column, with the reason. */
  leftOut: z.record(z.string(), z.string()),
})
export type Export = z.infer<typeof exportSchema>

const OWN = 'the number of the person, which stands under user'
const SECRET = 'a secret that gives access; stored sealed, or as a fingerprint that nobody can turn back'

/** What a person does not get, and why. A column that is neither here nor in the file fails a test. */
export const LEFT_OUT: Record<string, string> = {
  'accounts.user_id': OWN,
  'sessions.user_id': OWN,
  'sessions.token_hash': SECRET,
  'transactions.user_id': OWN,
  'transactions.state_hash': SECRET,
  'connections.user_id': OWN,
  'connections.access_token_sealed': SECRET,
  'connections.refresh_token_sealed': SECRET,
  'connections.id_token_sealed': 'a secret that gives access; what it says stands under idToken',
  'connections.lease_owner': 'a random number of one of our own processes',
  'rotations.fingerprint': SECRET,
  'activities.user_id': OWN,
  'accounts.email_hash': 'a keyed hash of the e-mail that stands in the ID token',
  'webhook_subscriptions.secret_sealed': SECRET,
  'revocations.token_sealed': SECRET,
  'events.user_id': OWN,
  'mail_addresses.user_id': OWN,
  'mail_addresses.confirm_hash': SECRET,
  'webhook_endpoints.user_id': OWN,
  'webhook_endpoints.secret_sealed': SECRET,
  'webhook_endpoints.former_secret_sealed': SECRET,
  'api_keys.user_id': OWN,
  'api_keys.secret_hash': SECRET,
  'api_keys.former_hash': SECRET,
  'links.user_id': OWN,
  'links.secret_hash': SECRET,
  'invitations.user_id': OWN,
  'invitations.secret_hash': SECRET,
}
