import 'server-only'
import { admittingEntries, isAdmitted, type Person } from '#lib/connection/principal'
import { type DatabaseTransaction, db } from '#lib/db'
import { Prisma } from '#lib/generated/prisma/client'
import { newId, sha256 } from '#lib/ids'

/** Ends even when the person is active (ASVS 7.3.2). */
export const ABSOLUTE_LIMIT_S = 12 * 3600
/** Ends without activity (ASVS 7.3.1). */
export const IDLE_LIMIT_S = 30 * 60

/** Ours have 43 characters; nothing far longer is worth a query. */
export const LONGEST_TOKEN = 200

/** Every time is the database's: a replica whose clock is wrong neither ends sessions nor keeps them. */
export interface Session extends Person {
  id: string
  /** The sign-in identity that made it; null when it is not known. */
  accountId: string | null
  /** Who signed in, by the name that Qonto had for them then; it is shown through `shownName`. */
  name: string | null
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  /** When it was read. */
  readAt: Date
}

const COLUMNS =
  Prisma.raw(`'person' AS kind, id, user_id AS "userId", account_id AS "accountId", name, created_at AS "createdAt", last_seen_at AS "lastSeenAt",
  expires_at AS "expiresAt", now() AS "readAt"`)
/**
 * True while neither limit has passed and its person is still let in.
 * @param entries the placeholder of `admittingEntries`
 */
export function isLive(entries: string): string {
  return `expires_at > now() AND last_seen_at > now() - interval '${IDLE_LIMIT_S} seconds' AND ${isAdmitted(entries)}`
}

/** The same for Prisma, which counts its placeholders itself. */
function liveNow(): Prisma.Sql {
  const parts = isLive('?').split('?')
  return Prisma.sql(parts, ...parts.slice(1).map(admittingEntries))
}

/** What the person of a session chose: language, theme and time zone. */
const PREFERENCES = `(SELECT json_build_object('language', language, 'theme', theme, 'timeZone', time_zone)
  FROM users WHERE users.id = user_id) AS preferences`

/** The live session of the token whose hash is $1, as one row; $2 are the `admittingEntries`. */
export const LIVE_SESSION = `SELECT ${COLUMNS.sql}, ${PREFERENCES} FROM sessions WHERE token_hash = $1 AND ${isLive('$2')}`

/** How long a session counts as fresh, in SQL. */
export const FRESH_FOR = `interval '15 minutes'`

/** True for a session that began within the last fifteen minutes: what the raw token, joining and deleting the account ask for. */
export function isFresh({ createdAt, readAt }: Session): boolean {
  return readAt.getTime() - createdAt.getTime() < 15 * 60_000
}

/** By which sign-in identity a session was made, and when that signed in; now when null. */
export interface SignedInBy {
  accountId: string | null
  signedInAt: Date | null
}

/** Stores a new session. The token itself stays with the browser; we keep its hash. */
export async function createSession(
  token: string,
  userId: string,
  device: string | null,
  { accountId, signedInAt }: SignedInBy = { accountId: null, signedInAt: null },
): Promise<Session> {
  const [session] = await db().$queryRaw<Session[]>`
    INSERT INTO sessions (id, token_hash, user_id, account_id, device, name, created_at, expires_at)
    VALUES (${newId()}::uuid, ${sha256(token)}, ${userId}::uuid, ${accountId}::uuid, ${device},
            (SELECT member_name FROM connections
             JOIN accounts USING (user_id, issuer, subject)
             WHERE accounts.id = ${accountId}::uuid AND member_name IS NOT NULL
             ORDER BY connections.granted_at DESC LIMIT 1),
            coalesce(${signedInAt}::timestamptz, now()), coalesce(${signedInAt}::timestamptz, now()) + make_interval(secs => ${ABSOLUTE_LIMIT_S}::int))
    RETURNING ${COLUMNS}`
  if (!session) throw new Error('A statement that always answers one row answered none.')
  return session
}

/** The live session of a token; null when it is unknown, ended, idle for too long or too old. */
export async function findSession(token: string | undefined): Promise<Session | null> {
  if (!token || token.length > LONGEST_TOKEN) return null
  const [session] = await db().$queryRaw<Session[]>`
    SELECT ${COLUMNS} FROM sessions WHERE token_hash = ${sha256(token)} AND ${liveNow()}`
  return session ?? null
}

/** Whether a session has not ended yet, for a caller that knows its id only. */
export async function isSessionLive(id: string): Promise<boolean> {
  const found = await db().$queryRaw<unknown[]>`SELECT 1 FROM sessions WHERE id = ${id}::uuid AND ${liveNow()}`
  return found.length === 1
}

/** Notes that a session was used just now. */
export async function touchSession(id: string): Promise<void> {
  await db().$executeRaw`UPDATE sessions SET last_seen_at = now() WHERE id = ${id}::uuid`
}

/** The live sessions of a person, newest first. */
export async function listSessions(userId: string): Promise<Array<Session & { device: string | null }>> {
  return db().$queryRaw<Array<Session & { device: string | null }>>`
    SELECT ${COLUMNS}, device FROM sessions WHERE user_id = ${userId}::uuid AND ${liveNow()} ORDER BY created_at DESC`
}

/** Ends a session by its token. Ending one that is gone is no error. */
export async function endSessionByToken(token: string): Promise<void> {
  await db().session.deleteMany({ where: { tokenHash: sha256(token) } })
}

/** Ends one session of a person; another person's is left alone. */
export async function endSession(userId: string, id: string): Promise<void> {
  await db().session.deleteMany({ where: { id, userId } })
}

/** Ends every session of a person but one. */
export async function endOtherSessions(
  userId: string,
  keptId: string,
  tx: DatabaseTransaction = db(),
): Promise<number> {
  const { count } = await tx.session.deleteMany({ where: { userId, id: { not: keptId } } })
  return count
}
