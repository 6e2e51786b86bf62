import { type Pitfall, signIn } from './site.ts'

const json = { 'content-type': 'application/json' }

/** What any browser may send. */
export const REQUESTS: Pitfall[] = [
  {
    id: 'P26',
    title: 'garbage in the callback-url cookie is nothing',
    plainly: 'answers 500 to everything, the session included, until the cookie is gone',
    async check({ newClient }) {
      const client = newClient()
      client.cookies.set('next-auth.callback-url', 'foo')
      const answers = await Promise.all(['session', 'csrf'].map((path) => client.get(`/api/auth/${path}`)))
      return answers.every(({ status }) => status === 200)
    },
  },
  {
    id: 'P27',
    title: 'an invented error is no fault, and adds nothing to an address',
    plainly: 'puts it into the address unencoded: another parameter, or an exception',
    vary: () => ({ options: { pages: { error: '/oops' } } }),
    async check({ newClient }) {
      const client = newClient()
      const euro = await client.get(`/api/auth/error?error=${encodeURIComponent('€')}`)
      const more = await client.get(`/api/auth/error?error=${encodeURIComponent('x&admin=1')}`)
      return euro.status < 400 && !(more.headers.get('location') ?? '').includes('&admin=1')
    },
  },
  {
    id: 'P28',
    title: 'broken JSON is answered with 400',
    plainly: 'throws: the App Router form parses it without a guard',
    async check({ newClient }) {
      const init = { method: 'POST', headers: json, body: '{"csrfToken":' }
      return (await newClient().send('/api/auth/signout', init)).status === 400
    },
  },
  {
    id: 'P29',
    title: 'nobody writes into the log from outside',
    plainly: 'takes log lines from anybody at `/_log`, once a logger is set',
    vary: () => ({ options: { logger: { error: (code, metadata) => console.error(code, metadata) } } }),
    async check({ newClient, said }) {
      const line = { level: 'error', code: 'FORGED', message: 'forged by a stranger' }
      await newClient().post('/api/auth/_log', line)
      return !/forged/i.test(said())
    },
  },
  {
    id: 'P30',
    title: 'no token reaches the log, however it is set up',
    plainly: 'hands tokens, verifier and client secret to `logger.debug`, whether `debug` is on or not',
    vary: () => ({ options: { logger: { debug: (code, metadata) => console.log(code, metadata) } } }),
    async check({ newClient, simulator, said }) {
      const { signedIn } = await signIn(newClient(), 'Camille')
      return signedIn && !(await simulator.secrets()).some((value) => said().includes(value))
    },
  },
  {
    id: 'P31',
    title: 'a forwarded host does not change where people come back to',
    plainly: 'gets this right since 4.24.15, where `NEXTAUTH_URL` is set',
    plain: 'holds',
    async check({ newClient }) {
      const client = newClient()
      const csrfToken = await client.csrfToken()
      const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
      const answer = await client.post('/api/auth/signin/qonto', { csrfToken }, headers)
      const location = URL.parse(answer.headers.get('location') ?? '')
      return location?.searchParams.get('redirect_uri') === `${client.origin}/api/auth/callback/qonto`
    },
  },
  {
    id: 'P32',
    title: 'no sign-in and no sign-out without the CSRF token of this browser',
    plainly: 'gets this right',
    plain: 'holds',
    async check({ newClient, simulator }) {
      const [client, other] = [newClient(), newClient()]
      await signIn(client, 'Camille')
      const csrfToken = await other.csrfToken()
      const begun = await client.post('/api/auth/signin/qonto', { csrfToken })
      await client.post('/api/auth/signout', { csrfToken })
      const isAway = (begun.headers.get('location') ?? '').startsWith(simulator.origin)
      return !isAway && (await client.userId()) !== null
    },
  },
]
