import { createHash, randomUUID } from 'node:crypto'
import type { Adapter, AdapterSession, AdapterUser } from 'next-auth/adapters'

/** What the plain site has stored: the adapter of the documentation, with maps for tables. */
export class Memory {
  readonly users = new Map<string, AdapterUser>()
  readonly accounts: Array<Record<string, unknown>> = []
  readonly sessions = new Map<string, AdapterSession>()
  /** The message that storing fails with; null while it works. The variations say where. */
  broken: string | null = null

  /** True, unless storing fails. */
  failIfBroken(): true {
    if (this.broken !== null) throw new Error(this.broken)
    return true
  }

  /** Fingerprints of the refresh tokens that stand in accounts. */
  refreshTokens(): Set<string> {
    return new Set(this.accounts.map((one) => createHash('sha256').update(String(one.refresh_token)).digest('hex')))
  }

  adapter(): Adapter {
    const { users, accounts, sessions } = this
    return {
      getUser: async (id) => users.get(id) ?? null,
      getUserByEmail: async (email) => [...users.values()].find((user) => user.email === email) ?? null,
      async getUserByAccount({ provider, providerAccountId }) {
        const found = accounts.find((one) => one.provider === provider && one.providerAccountId === providerAccountId)
        return users.get(String(found?.userId)) ?? null
      },
      async createUser(user: Omit<AdapterUser, 'id'>) {
        const created = { ...user, id: randomUUID() } as AdapterUser
        users.set(created.id, created)
        return created
      },
      async updateUser(user) {
        const updated = { ...users.get(user.id), ...user } as AdapterUser
        users.set(user.id, updated)
        return updated
      },
      async linkAccount(account: object) {
        accounts.push({ ...account })
      },
      async createSession(session) {
        sessions.set(session.sessionToken, session)
        return session
      },
      async getSessionAndUser(sessionToken) {
        const session = sessions.get(sessionToken)
        const user = users.get(session?.userId ?? '')
        return session && user ? { session, user } : null
      },
      async updateSession(changes) {
        const session = { ...sessions.get(changes.sessionToken), ...changes } as AdapterSession
        sessions.set(changes.sessionToken, session)
        return session
      },
      async deleteSession(sessionToken) {
        // As the adapter for Prisma: `delete` throws for a row that is gone.
        if (!sessions.delete(sessionToken)) throw new Error('Record to delete does not exist.')
      },
    }
  }
}
