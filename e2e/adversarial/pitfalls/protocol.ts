import { METADATA } from '#e2e/adversarial/plain-next-auth/server'
import { signal, unansweredAfter } from './patience.ts'
import { finish, type Pitfall, signIn } from './site.ts'

/** How the bank is asked and how its answers are judged. */
export const PROTOCOL: Pitfall[] = [
  {
    id: 'P01',
    title: 'every trip carries PKCE, state and nonce',
    plainly: 'sends state alone unless `checks` is set',
    vary: () => ({ withoutProvider: ['checks'] }),
    async check({ newClient }) {
      const asked = new URL(await newClient().begin()).searchParams
      return ['state', 'nonce', 'code_challenge'].every((name) => (asked.get(name) ?? '').length >= 32)
    },
  },
  {
    id: 'P02',
    title: 'an ID token is checked wherever the metadata lies',
    plainly: 'takes it for no ID token at all when `wellKnown` has another name, and every sign-in fails',
    // The document under another name; the operator order of next-auth then never asks for the scope.
    vary: () => ({
      withoutProvider: ['idToken'],
      wellKnown: (control) => `${control}${METADATA}`,
    }),
    async check({ newClient, simulator }) {
      const right = await signIn(newClient(), 'Camille')
      await simulator.fail({ kind: 'claims', json: { aud: ['another-app'] } })
      return right.signedIn && !(await signIn(newClient(), 'Giulia')).signedIn
    },
  },
  {
    id: 'P03',
    title: 'an access token in the address of a callback signs nobody in',
    plainly: 'signs in as whoever the token in the address belongs to, once `userinfo.request` is set',
    vary: () => ({
      provider: { userinfo: { request: async ({ client, tokens }) => client.userinfo(tokens.access_token ?? '') } },
    }),
    async check({ newClient, simulator }) {
      await simulator.authorize(await newClient().begin(), 'Giulia')
      const attacker = newClient()
      await signIn(attacker, 'Giulia')
      const token = (await simulator.secrets()).find((value) => value.startsWith('ory_at_')) ?? ''
      const victim = newClient()
      const state = new URL(await victim.begin()).searchParams.get('state') ?? ''
      const planted = new URLSearchParams({ state, access_token: token })
      return token !== '' && !(await finish(victim, `/api/auth/callback/qonto?${planted}`)).signedIn
    },
  },
  {
    id: 'P04',
    title: 'a state of somebody else is refused before the code is sent',
    plainly: 'sends the code and signs in: a `token.request` of its own replaces every check',
    vary: () => ({ provider: { token: { request: exchangeAsDocumented } } }),
    async check({ newClient, simulator }) {
      const client = newClient()
      const callback = new URL(await client.consent('Camille'))
      callback.searchParams.set('state', 'somebody-elses-state-somebody-elses-state')
      const { signedIn } = await finish(client, callback.href)
      return !signedIn && (await simulator.requests('token')).length === 0
    },
  },
  {
    id: 'P05',
    title: 'an error that nobody asked for is neither believed nor logged as it came',
    plainly: 'handles the error before any check, and logs its text with line breaks and all',
    async check({ newClient, said }) {
      const invented = 'access_denied\n{"msg":"sign_in_succeeded"}'
      const ending = await finish(newClient(), `/api/auth/callback/qonto?${new URLSearchParams({ error: invented })}`)
      return !ending.signedIn && !said().includes('sign_in_succeeded')
    },
  },
  {
    id: 'P06',
    title: 'the cookies of a trip go with it when it fails',
    plainly: 'clears them on success only: state and verifier stay good for 15 minutes',
    async check({ newClient, simulator }) {
      const client = newClient()
      const callback = await client.consent('Camille')
      await simulator.fail({ target: 'token', kind: 'status', status: 400, body: { error: 'invalid_grant' } })
      await finish(client, callback)
      return ![...client.cookies.keys()].some((name) => /state|nonce|pkce|transaction/.test(name))
    },
  },
  {
    id: 'P07',
    title: 'a callback that arrives twice is exchanged once',
    plainly: 'sends the code again',
    async check({ newClient, simulator }) {
      const client = newClient()
      const callback = await client.consent('Camille')
      const again = client.twin()
      await finish(client, callback)
      await finish(again, callback)
      return (await simulator.requests('token')).length === 1
    },
  },
  {
    id: 'P08',
    title: 'what stands in the query of the sign-in route does not reach the bank',
    plainly: 'puts the query over its own parameters: redirect URI, scope, client and response type',
    async check({ newClient, simulator }) {
      const query = '?redirect_uri=https://evil.example/&scope=payment.write&client_id=evil&response_type=token'
      const asked = await newClient().begin({}, query)
      return asked.startsWith(simulator.origin) && !/evil|payment|response_type=token/.test(asked)
    },
  },
  {
    id: 'P09',
    title: 'a lying discovery document leads nobody away',
    plainly: 'fetches it at every sign-in, compares no issuer, and sends people where it says',
    async check({ newClient, simulator }) {
      const lie = { issuer: `${simulator.origin}/other`, authorization_endpoint: 'https://evil.example/auth' }
      await simulator.fail({ target: 'discovery', kind: 'merge', json: lie, times: 0 })
      return (await newClient().begin()).startsWith(simulator.origin)
    },
  },
  {
    id: 'P10',
    title: 'one bad entry among the signing keys spoils nothing',
    plainly: 'lets nobody in while one entry of the key set is null or of an unknown kind',
    async check({ newClient, simulator }) {
      await simulator.fail({ kind: 'keys', json: [null, { kty: 'NEW', kid: 'x' }], times: 0 })
      return (await signIn(newClient(), 'Camille')).signedIn
    },
  },
  {
    id: 'P11',
    title: 'headers and then silence end within eight seconds',
    orphans: 1,
    plainly: 'waits for ever: its time limit ends with the headers',
    async check({ newClient, simulator }) {
      const client = newClient()
      const callback = await client.consent('Camille')
      await simulator.fail({ target: 'token', kind: 'stall' })
      return !(await unansweredAfter(8_000, () => client.send(callback, { signal: signal(8_000) })))
    },
  },
  {
    id: 'P12',
    title: 'the staging token is told to the bank and to nobody else',
    plainly: 'tells it to every provider of the site: `httpOptions` is global',
    async check({ newClient, strangerWasTold }) {
      const client = newClient()
      await signIn(client, 'Camille')
      await client.post('/api/auth/signin/stranger', { csrfToken: await client.csrfToken() })
      return strangerWasTold() === 0
    },
  },
  {
    id: 'P13',
    title: 'the client authenticates the way the bank documents',
    plainly: 'sends Basic unless told otherwise, which Hydra refuses for such a client',
    vary: () => ({ withoutProvider: ['client', 'wellKnown'], staticEndpoints: true }),
    check: async ({ newClient }) => (await signIn(newClient(), 'Camille')).signedIn,
  },
  {
    id: 'P41',
    title: 'the ID token of another app signs nobody in',
    plainly: 'reads its claims without a look at signature, audience or nonce, once `token.request` is set',
    vary: () => ({ provider: { token: { request: exchangeAsDocumented } } }),
    async check({ newClient, simulator }) {
      await simulator.fail({ kind: 'claims', json: { aud: ['another-app'], nonce: 'another' } })
      await simulator.fail({ kind: 'bad_signature' })
      return !(await signIn(newClient(), 'Camille')).signedIn
    },
  },
  {
    id: 'P45',
    title: 'an answer that is far too long is not read to its end',
    plainly: 'reads whatever comes: no limit to size or time',
    async check({ newClient, simulator }) {
      await simulator.fail({ target: 'token', kind: 'merge', json: { padding: 'x'.repeat(65_400) } })
      return !(await signIn(newClient(), 'Camille')).signedIn
    },
  },
  {
    id: 'P46',
    title: 'a callback that arrives twice does not cost the tokens of the first time',
    plainly: 'sends the code twice, and the bank then revokes what it gave for it',
    async check({ newClient, simulator }) {
      const client = newClient()
      const callback = await client.consent('Camille')
      const again = client.twin()
      await finish(client, callback)
      await finish(again, callback)
      return (await simulator.live('refresh')).length === 1
    },
  },
]

interface TokenContext {
  client: { grant(body: object): Promise<Record<string, unknown>> }
  params: { code?: string }
  checks: { code_verifier?: string }
  provider: { callbackUrl: string }
}

// "token option" of the documentation: make the request, return the tokens.
async function exchangeAsDocumented(context: unknown) {
  const { client, params, checks, provider } = context as TokenContext
  const asked = { grant_type: 'authorization_code', code: params.code, redirect_uri: provider.callbackUrl }
  return { tokens: await client.grant({ ...asked, code_verifier: checks.code_verifier }) }
}
