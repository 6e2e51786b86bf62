import type { AuthOptions } from 'next-auth'
import { encode } from 'next-auth/jwt'
import type { Variation } from '#e2e/adversarial/plain-next-auth/options'
import { SESSION_COOKIE } from '#e2e/http-client'
import { type Pitfall, signIn } from './site.ts'

/** Sessions, cookies and the secret behind them. */
export const SESSIONS: Pitfall[] = [
  {
    id: 'P23',
    title: 'over https no sibling domain can plant a cookie',
    plainly: 'names its cookies `__Secure-`, the CSRF cookie apart: a sibling may set those',
    vary: () => ({ options: { useSecureCookies: true } }),
    async check({ httpsCookies }) {
      const names = await httpsCookies()
      return names.length > 2 && names.every((name) => name.startsWith('__Host-'))
    },
  },
  {
    id: 'P24',
    title: 'a cookie whose name merely begins like ours changes nothing',
    plainly: 'joins it to the session cookie: whoever can plant one signs people out',
    async check({ newClient }) {
      const client = newClient()
      await signIn(client, 'Camille')
      client.cookies.set(`${SESSION_COOKIE}-x`, 'junk')
      return (await client.userId()) !== null
    },
  },
  {
    id: 'P25',
    title: 'a long ID token makes no longer cookies',
    plainly: 'splits a JWT session over several cookies, up to where servers refuse the headers',
    vary: () => jwtSession(({ token, account }) => ({ ...token, ...account })),
    async check({ newClient, simulator }) {
      await simulator.fail({ kind: 'claims', json: { organizations: 'x'.repeat(3_000) } })
      const client = newClient()
      const { signedIn } = await signIn(client, 'Camille')
      const cookies = [...client.cookies].filter(([name]) => name.startsWith(SESSION_COOKIE))
      return signedIn && cookies.length === 1 && (cookies[0]?.[1].length ?? 0) < 200
    },
  },
  {
    id: 'P33',
    title: 'whoever learns the secret of next-auth can still not sign in',
    plainly: 'without an adapter a session is whatever the one secret encrypts: anybody can be anybody',
    vary: () => jwtSession(({ token }) => token),
    async check({ newClient, secret }) {
      const client = newClient()
      await signIn(client, 'Camille')
      const userId = await client.userId()
      const thief = newClient()
      thief.cookies.set(SESSION_COOKIE, await encode({ token: { sub: userId ?? '' }, secret }))
      return userId !== null && secret !== '' && (await thief.userId()) === null
    },
  },
  {
    id: 'P34',
    title: 'while sessions cannot be read, nobody is told that they are signed out',
    plainly: 'answers "signed out" with status 200',
    vary: (memory) => ({
      adapter: {
        async getSessionAndUser(token) {
          memory.failIfBroken()
          const session = memory.sessions.get(token)
          const user = memory.users.get(session?.userId ?? '')
          return session && user ? { session, user } : null
        },
      },
    }),
    async check({ newClient, breakReading, mend }) {
      const client = newClient()
      await signIn(client, 'Camille')
      await breakReading()
      const { status } = await client.get('/api/auth/session')
      await mend()
      return status >= 500
    },
  },
  {
    id: 'P35',
    title: 'a session that is used all day ends all the same',
    plainly: 'pushes the end back for as long as somebody, anybody, uses it',
    async check({ newClient, letSessionsNearEnd, sessionEnds }) {
      const client = newClient()
      await signIn(client, 'Camille')
      await letSessionsNearEnd()
      await client.get('/api/auth/session')
      return (await sessionEnds()).getTime() - Date.now() < 3_700_000
    },
  },
  {
    id: 'P36',
    title: 'signing out twice is signing out',
    plainly: 'takes the cookie back, and logs an error: its adapter deletes what must exist',
    async check({ newClient, said }) {
      const client = newClient()
      await signIn(client, 'Camille')
      const twin = client.twin()
      await client.signOut()
      const quiet = said().length
      await twin.signOut()
      return twin.sessionToken === undefined && !/error/i.test(said().slice(quiet))
    },
  },
]

type Jwt = NonNullable<NonNullable<AuthOptions['callbacks']>['jwt']>

function jwtSession(jwt: (params: Parameters<Jwt>[0]) => object): Variation {
  const callbacks = { jwt: async (params: Parameters<Jwt>[0]) => ({ ...jwt(params) }) }
  return { options: { session: { strategy: 'jwt' }, callbacks }, withoutAdapter: true }
}
