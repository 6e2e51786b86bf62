import type { Variation } from '#e2e/adversarial/plain-next-auth/options'
import { SIMULATOR_APP } from '#lib/env'
import { type Pitfall, type Site, signIn } from './site.ts'

/** What becomes of tokens after the sign-in, of which next-auth takes no care at all. */
export const TOKENS: Pitfall[] = [
  {
    id: 'P22',
    title: 'an hour later the connection still works',
    plainly: 'refreshes nothing',
    async check(site) {
      const client = site.newClient()
      await signIn(client, 'Camille')
      await site.simulator.expire('access')
      await site.use(client)
      return (await site.simulator.live('access')).length > 0
    },
  },
  {
    id: 'P47',
    title: 'ten who need a token at once refresh once',
    plainly: 'has a recipe that refreshes ten times: ten pairs, of which nine are nobody’s',
    vary: refreshAsDocumented,
    async check(site) {
      const client = await withShortToken(site)
      await Promise.all(Array.from({ length: 10 }, () => site.use(client)))
      return (await site.simulator.requests('refresh')).length === 1
    },
  },
  {
    id: 'P48',
    title: 'a collision at the bank asks nobody to sign in again',
    plainly: 'has a recipe that takes every failure for the last one',
    vary: refreshAsDocumented,
    async check(site) {
      const client = await withShortToken(site)
      const collision = { error: 'invalid_request', error_hint: 'Multiple concurrent requests, please retry.' }
      await site.simulator.fail({ target: 'refresh', kind: 'status', status: 400, body: collision })
      await site.use(client)
      return site.stillWorks(client)
    },
  },
  {
    id: 'P49',
    title: 'nobody is told that it has ended while the bank still takes the tokens',
    plainly: 'signs out, and leaves every token alive; 200 from the bank would have proven nothing either',
    async check(site) {
      const client = site.newClient()
      await signIn(client, 'Camille')
      for (const target of ['revoke', 'consents'] as const)
        await site.simulator.fail({ target, kind: 'ignore', times: 0 })
      const claimed = await site.disconnect(client)
      const alive = (await site.simulator.live('refresh')).length > 0
      return alive && !claimed
    },
  },
]

async function withShortToken({ newClient, simulator }: Site) {
  await simulator.fail({ target: 'token', kind: 'merge', json: { expires_in: 1 } })
  const client = newClient()
  await signIn(client, 'Camille')
  await simulator.expire('access')
  await simulator.forgetRequests()
  return client
}

interface Token {
  access_token?: string
  refresh_token?: string
  expires_at?: number
  error?: string
}

// "Refresh Token Rotation" of the documentation, in as many words.
function refreshAsDocumented(): Variation {
  return {
    options: {
      session: { strategy: 'jwt' },
      callbacks: {
        async jwt({ token, account }) {
          if (account) return { ...token, ...account }
          const kept = token as Token
          if (Date.now() < ((kept.expires_at ?? 0) - 10) * 1000) return token
          return { ...token, ...(await refresh(kept)) }
        },
        session: ({ session, token }) => ({ ...session, error: (token as Token).error }),
      },
    },
    withoutAdapter: true,
  }
}

async function refresh({ refresh_token = '' }: Token): Promise<Token> {
  const { clientId: client_id, clientSecret: client_secret, stagingToken } = SIMULATOR_APP
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token, client_id, client_secret })
  const headers = { 'X-Qonto-Staging-Token': stagingToken }
  const response = await fetch(`${process.env.E2E_SIMULATOR_URL}/oauth2/token`, { method: 'POST', body, headers })
  if (!response.ok) return { error: 'RefreshAccessTokenError' }
  return response.json()
}
