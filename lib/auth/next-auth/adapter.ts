import 'server-only'
import type { Adapter, AdapterUser } from 'next-auth/adapters'
import {
  createSession,
  endSessionByToken,
  findSession,
  type Session,
  type SignedInBy,
  touchSession,
} from '#lib/auth/session/session-store'
import type { Flow } from '#lib/auth/transaction/flow'
import { db } from '#lib/db'

/**
 * What next-auth may ask of our database. Users, accounts and tokens are written by `connect` in one transaction before
 * next-auth gets here, so the methods that would write them are refusals: reaching one is a broken invariant.
 * @param flow the callback that makes a session
 */
export function adapter(flow: Flow | null): Adapter {
  return {
    getUser: async (id) => userOf(await db().user.findUnique({ where: { id }, select: { id: true } })),
    // No user is ever matched by e-mail, because Qonto's ID token has no `email_verified`.
    getUserByEmail: async () => null,
    // Asked before `connect`, where the answer does not matter, and after it. The identity of a grant may sign in as no user
    // here, so the database could not say: the session is that of the user whose consent was stored.
    getUserByAccount: async () => userOf(flow?.connected ? { id: flow.connected.userId } : null),
    createUser: () => refuse('createUser'),
    linkAccount: () => refuse('linkAccount'),
    updateUser: () => refuse('updateUser'),
    async createSession({ sessionToken, userId }) {
      if (!flow || flow.late?.aborted) throw new Error('No browser waits for this session.')
      const session = await createSession(sessionToken, userId, flow.device, signedInBy(flow))
      return { sessionToken, userId, expires: endOf(session) }
    },
    async getSessionAndUser(sessionToken) {
      const session = await findSession(sessionToken)
      if (!session) return null
      const user: AdapterUser = { id: session.userId, email: '', emailVerified: null }
      return { session: { sessionToken, userId: session.userId, expires: endOf(session) }, user }
    },
    async updateSession({ sessionToken }) {
      const session = await findSession(sessionToken)
      if (!session) return null
      await touchSession(session.id)
      return { sessionToken, userId: session.userId, expires: endOf(session) }
    },
    deleteSession: (sessionToken) => endSessionByToken(sessionToken),
  }
}

/**
 * By whom the session of a callback is made. A grant of an identity that does not sign in as this user makes no session
 * fresher: it proves nothing about who sits at the browser.
 */
function signedInBy({ connected, former }: Flow): SignedInBy {
  return connected?.accountId
    ? { accountId: connected.accountId, signedInAt: null }
    : { accountId: former?.accountId ?? null, signedInAt: former?.createdAt ?? null }
}

/** By the clock of this process, which is what next-auth compares it with. */
function endOf({ expiresAt, readAt }: Session): Date {
  return new Date(Date.now() + expiresAt.getTime() - readAt.getTime())
}

function userOf(user: { id: string } | null): AdapterUser | null {
  return user && { id: user.id, email: '', emailVerified: null }
}

function refuse(method: string): never {
  throw new Error(`next-auth called ${method}, which only connect may do.`)
}
