import 'server-only'
import { type DatabaseTransaction, db } from '#lib/db'
import { newId, sha256 } from '#lib/ids'

/** Ends however active somebody is (ASVS 7.3.2). */
export const ABSOLUTE_LIMIT_S = 12 * 3600
/** Ends when nobody was active (ASVS 7.3.1). */
export const IDLE_LIMIT_S = 30 * 60

/** Ours have 43 characters; nothing far longer is worth a query. */
const LONGEST_TOKEN = 200

export interface Session {
  id: string
  userId: string
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
}

const COLUMNS = { id: true, userId: true, createdAt: true, lastSeenAt: true, expiresAt: true } as const

/** Stores a new session. The token itself stays with the browser; we keep its hash. */
export async function createSession(token: string, userId: string, device: string | null): Promise<Session> {
  const expiresAt = new Date(Date.now() + ABSOLUTE_LIMIT_S * 1000)
  return db().session.create({
    data: { id: newId(), tokenHash: sha256(token), userId, device, expiresAt },
    select: COLUMNS,
  })
}

/** The live session of a token; null when it is unknown, ended, idle for too long or too old. */
export async function findSession(token: string | undefined, now = new Date()): Promise<Session | null> {
  if (!token || token.length > LONGEST_TOKEN) return null
  const session = await db().session.findUnique({ where: { tokenHash: sha256(token) }, select: COLUMNS })
  return session && isLive(session, now) ? session : null
}

/** True while neither limit has passed. */
export function isLive(
  { lastSeenAt, expiresAt }: Pick<Session, 'lastSeenAt' | 'expiresAt'>,
  now = new Date(),
): boolean {
  return expiresAt > now && now.getTime() - lastSeenAt.getTime() < IDLE_LIMIT_S * 1000
}

/** Notes that a session was used just now. */
export async function touchSession(id: string): Promise<void> {
  await db().session.updateMany({ where: { id }, data: { lastSeenAt: new Date() } })
}

/** The live sessions of a person, newest first. */
export async function listSessions(
  userId: string,
  now = new Date(),
): Promise<Array<Session & { device: string | null }>> {
  const idleSince = new Date(now.getTime() - IDLE_LIMIT_S * 1000)
  return db().session.findMany({
    where: { userId, expiresAt: { gt: now }, lastSeenAt: { gt: idleSince } },
    select: { ...COLUMNS, device: true },
    orderBy: { createdAt: 'desc' },
  })
}

/** Ends a session by its token. Ending one that is gone is no error. */
export async function endSessionByToken(token: string): Promise<void> {
  await db().session.deleteMany({ where: { tokenHash: sha256(token) } })
}

/** Ends one session of a person; somebody else's is left alone. */
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
