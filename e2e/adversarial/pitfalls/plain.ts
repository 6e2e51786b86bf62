import { PLAIN_SECRET } from '#e2e/adversarial/plain-next-auth/options'
import type { PlainSite } from '#e2e/adversarial/plain-next-auth/server'
import { HttpClient } from '#e2e/http-client'
import type { Simulator } from '#e2e/simulator'
import type { Site } from './site.ts'

/** The control. What next-auth has no notion of is done with what it has. */
export function plainAs(site: PlainSite, simulator: Simulator): Site {
  const { memory, origin } = site
  const session = async (client: HttpClient) => (await client.get('/api/auth/session')).json()
  return {
    simulator,
    newClient: () => new HttpClient(origin, simulator),
    said: site.said,
    async breakStorage(message) {
      memory.broken = message
    },
    async breakReading() {
      memory.broken = 'sessions cannot be read'
    },
    async mend() {
      memory.broken = null
    },
    refreshTokens: async () => memory.refreshTokens(),
    stored: async () => JSON.stringify([memory.accounts, [...memory.users], [...memory.sessions]]),
    use: async (client) => void (await session(client)),
    // "Refresh token rotation" of the documentation: a page that finds an error in the session signs in anew.
    stillWorks: async (client) => (await session(client)).error === undefined,
    async disconnect(client) {
      await client.signOut()
      return (await client.userId()) === null
    },
    async letSessionsNearEnd() {
      for (const one of memory.sessions.values()) one.expires = new Date(Date.now() + 3_600_000)
    },
    sessionEnds: async () => [...memory.sessions.values()][0]?.expires ?? new Date(0),
    async httpsCookies() {
      const client = new HttpClient(origin, simulator)
      await client.begin()
      return [...client.cookies.keys()]
    },
    secret: PLAIN_SECRET,
    strangerWasTold: () => site.strangerHeard.filter((headers) => 'x-qonto-staging-token' in headers).length,
  }
}
