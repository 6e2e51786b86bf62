import 'server-only'
import type { DatabaseTransaction } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection, WebhookEndpoint, WebhookSubscription } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import type { SealedColumn, SealedTable } from '#lib/keys/sealed-columns'
import { CannotOpen, createKeyring, type Keyring, open, type Place, seal } from '#lib/vault/seal'

/** The only file that sees sealed columns, besides `reseal`: whatever leaves it is a token in the hand of the caller, or nothing. */

type Owned = Pick<Connection, 'id' | 'issuer' | 'subject'>
type TokenColumn = 'accessTokenSealed' | 'refreshTokenSealed' | 'idTokenSealed'

export interface TokenSet {
  /** Null when a refresh brought none that may be used. */
  accessToken: string | null
  refreshToken: string | null
  /** Left out: the stored one stays. */
  idToken?: string | null
}

/** The place of a token of a connection. */
export function tokenPlace(column: SealedColumn, { id, issuer, subject }: Owned): Place {
  return { table: 'connections', column, rowId: id, issuer, subject }
}

/** The place of a value that is bound to its row only. */
export function rowPlace(table: SealedTable['table'], column: SealedColumn, rowId: string): Place {
  return { table, column, rowId, issuer: '', subject: '' }
}

/** A stored value, or why there is none: it was never there, or its key is missing or has changed. */
export type Opened = { kind: 'open'; token: string } | { kind: 'absent' } | { kind: 'locked' }

const COLUMNS: Record<TokenColumn, SealedColumn> = {
  accessTokenSealed: 'access_token_sealed',
  refreshTokenSealed: 'refresh_token_sealed',
  idTokenSealed: 'id_token_sealed',
}

/** The columns of the pair, for SQL: sealed as they are, to be asked about with `canOpenPair`. */
export const PAIR_COLUMNS = {
  accessTokenSealed: 'access_token_sealed',
  refreshTokenSealed: 'refresh_token_sealed',
} as const satisfies Partial<Record<TokenColumn, SealedColumn>>

type Pair = Owned & Pick<Connection, keyof typeof PAIR_COLUMNS>

let ring: Keyring | undefined

/** The key ring of this process. */
export function keyring(): Keyring {
  ring ??= createKeyring(settings().encryptionKeys)
  return ring
}

/** The columns that hold a set of tokens, sealed for this row. */
export function sealTokens(row: Owned, { accessToken, refreshToken, idToken }: TokenSet) {
  const sealed = (column: TokenColumn, token: string | null) =>
    token === null ? null : seal(keyring(), token, tokenPlace(COLUMNS[column], row))
  return {
    accessTokenSealed: sealed('accessTokenSealed', accessToken),
    refreshTokenSealed: sealed('refreshTokenSealed', refreshToken),
    ...(idToken === undefined ? {} : { idTokenSealed: sealed('idTokenSealed', idToken) }),
  }
}

/** Opens one sealed column of a connection. */
export function openToken<Column extends TokenColumn>(row: Owned & Pick<Connection, Column>, column: Column): Opened {
  return openSealed(row[column], tokenPlace(COLUMNS[column], row))
}

/** What was found out about pairs, by connection: pages ask for the same ones again and again. */
const examined = new Map<string, { text: string; opens: boolean }>()
const MOST_EXAMINED = 20_000

/** Whether the keys of this process open what a row holds. Opens it once for as long as it stays as it is. */
export function canOpenPair(row: Pair): boolean {
  const { id, issuer, subject, accessTokenSealed, refreshTokenSealed } = row
  const text = `${accessTokenSealed} ${refreshTokenSealed} ${issuer} ${subject}`
  const known = examined.get(id)
  if (known?.text === text) return known.opens
  const opens =
    openSealed(accessTokenSealed, tokenPlace('access_token_sealed', row)).kind !== 'locked' &&
    openSealed(refreshTokenSealed, tokenPlace('refresh_token_sealed', row)).kind !== 'locked'
  if (examined.size >= MOST_EXAMINED) examined.clear()
  examined.set(id, { text, opens })
  return opens
}

/** Forgets what was found out: for tests, which change the keys of a running process. */
export function forgetExamined(): void {
  examined.clear()
}

/** The column of the ID token that a row holds, to be written back as it is. */
export function sameIdToken({ idTokenSealed }: Pick<Connection, TokenColumn>) {
  return { idTokenSealed }
}

/** The columns that hold the ID token of a row and name its owner. */
export type IdTokenRow = Owned & Pick<Connection, 'idTokenSealed'>

/** The columns of a connection whose tokens are gone for good. */
export const ERASED_TOKENS = { accessTokenSealed: null, refreshTokenSealed: null, idTokenSealed: null } as const

/** True when a row still holds tokens. */
export function holdsTokens(row: Pick<Connection, keyof typeof PAIR_COLUMNS>): boolean {
  return row.accessTokenSealed !== null || row.refreshTokenSealed !== null
}

/** True when the row can renew itself. */
export function canRenew(row: Pick<Connection, 'refreshTokenSealed'>): boolean {
  return row.refreshTokenSealed !== null
}

/** Opens the token of a row whose revocation ends its chain. */
export function openEndingToken(row: Owned & Pick<Connection, TokenColumn>): Opened {
  return openToken(row, canRenew(row) ? 'refreshTokenSealed' : 'accessTokenSealed')
}

export interface QueuedToken {
  environment: Connection['environment']
  clientId: string
  connectionId: string | null
  /** Null when no key opens it any more: the entry then only remembers that something could not be ended. */
  token: string | null
  cause: string
  /** A refresh token that may have been used already; false unless said. */
  mayBeUsed?: boolean
}

/** What must be queued to end the chain of a connection. */
export function endingOf(row: Connection): Pick<QueuedToken, 'environment' | 'clientId' | 'token' | 'mayBeUsed'> {
  const { environment, clientId, attemptAt } = row
  const opened = openEndingToken(row)
  if (opened.kind !== 'open') return { environment, clientId, token: null }
  // An attempt is under way or got no answer: the stored token may be used up, and its successor lost.
  return { environment, clientId, token: opened.token, mayBeUsed: canRenew(row) && attemptAt !== null }
}

/** Puts a token, sealed, on the list of tokens that must be revoked at Qonto. Returns the id of the entry. */
export async function queueRevocation(tx: DatabaseTransaction, { token, ...entry }: QueuedToken): Promise<string> {
  const id = newId()
  await tx.revocation.create({ data: { id, ...entry, ...sealQueued(id, token) } })
  return id
}

/** The column of a queued revocation, sealed for this entry. */
export function sealQueued(id: string, token: string | null) {
  return { tokenSealed: token === null ? null : seal(keyring(), token, revocationPlace(id)) }
}

/** A queued revocation as it stands in the database. */
export interface QueuedRow {
  id: string
  token_sealed: string | null
}

/** Opens the token of a queued revocation. */
export function openQueued({ id, token_sealed }: QueuedRow): Opened {
  return openSealed(token_sealed, revocationPlace(id))
}

/** The column of a revocation whose token is gone for good. */
export const ERASED_REVOCATION = { tokenSealed: null } as const

/** Remembers a subscription at Qonto, its secret sealed. */
export async function createSubscription(
  tx: DatabaseTransaction,
  { secret, ...subscription }: { connectionId: string; subscriptionId: string; secret: string },
): Promise<void> {
  const id = newId()
  await tx.webhookSubscription.create({
    data: { id, ...subscription, secretSealed: seal(keyring(), secret, webhookPlace(id)) },
  })
}

/** Opens the secret that signs the deliveries of a subscription. */
export function openSecret({ id, secretSealed }: Pick<WebhookSubscription, 'id' | 'secretSealed'>): Opened {
  return openSealed(secretSealed, webhookPlace(id))
}

/** The column of an endpoint's secret, sealed for it. */
export function sealEndpoint(id: string, secret: string) {
  return { secretSealed: seal(keyring(), secret, endpointPlace('secret_sealed', id)) }
}

/** The columns of an endpoint that gets another secret, while the one that it has counts on until a time. */
export function resealEndpoint({ id, secretSealed }: Pick<WebhookEndpoint, 'id' | 'secretSealed'>, secret: string) {
  const former = openSealed(secretSealed, endpointPlace('secret_sealed', id))
  const formerSecretSealed =
    former.kind === 'open' ? seal(keyring(), former.token, endpointPlace('former_secret_sealed', id)) : null
  return { ...sealEndpoint(id, secret), formerSecretSealed }
}

type SecretsRow = Pick<WebhookEndpoint, 'id' | 'secretSealed' | 'formerSecretSealed' | 'formerUntil'>

/** The columns that hold the secrets of an endpoint, for a query. */
export const ENDPOINT_SECRETS = { secretSealed: true, formerSecretSealed: true, formerUntil: true } as const

/** The columns of an endpoint whose former secret is over. */
export const ERASED_FORMER_SECRET = { formerSecretSealed: null, formerUntil: null } as const

/** The secrets with which deliveries are signed now; none when no key opens the first. */
export function endpointSecrets(row: SecretsRow, now: Date): string[] {
  const { id, secretSealed, formerSecretSealed, formerUntil } = row
  const secret = openSealed(secretSealed, endpointPlace('secret_sealed', id))
  const isOver = formerUntil === null || formerUntil <= now
  const former = openSealed(isOver ? null : formerSecretSealed, endpointPlace('former_secret_sealed', id))
  if (secret.kind !== 'open') return []
  return former.kind === 'open' ? [secret.token, former.token] : [secret.token]
}

function openSealed(envelope: string | null, place: Place): Opened {
  if (envelope === null) return { kind: 'absent' }
  try {
    return { kind: 'open', token: open(keyring(), envelope, place) }
  } catch (error) {
    if (error instanceof CannotOpen) return { kind: 'locked' }
    throw error
  }
}

const revocationPlace = (id: string) => rowPlace('revocations', 'token_sealed', id)
const webhookPlace = (id: string) => rowPlace('webhook_subscriptions', 'secret_sealed', id)
const endpointPlace = (column: 'secret_sealed' | 'former_secret_sealed', id: string) =>
  rowPlace('webhook_endpoints', column, id)
