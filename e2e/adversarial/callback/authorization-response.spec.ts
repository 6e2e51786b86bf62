import { byId } from '#e2e/adversarial/by-id'
import { expect, test } from '#e2e/adversarial/fixtures'
import { tampered, unguessable } from '#e2e/support/http-client'
import {
  expectConnected,
  expectRefused,
  expectRefusedAsForeign,
  expectRefusedTrip,
  expectRefusedUnsent,
} from '#e2e/support/outcomes'

// security.md 8.2: what comes back through the browser is judged before anything is sent.

test('A01 a refused consent is told as such, and changes nothing', async ({ signedIn }) => {
  const { client, database } = signedIn
  const callback = await client.consent('Giulia', { refuse: true })
  await expectRefusedUnsent(signedIn, callback, 'access_denied')
  expect(await database.unusedTrips()).toBe(0)
  expect(await client.userId()).not.toBeNull()
  await expectRefusedUnsent(signedIn, callback, 'flow_replayed')
})

test('A02 a refusal with another state is not believed', async ({ signedIn }) => {
  for (const [what, state] of [
    ['a wrong state', unguessable()],
    ['a longer state', 'longer'],
    ['no state', null],
    ['an empty state', ''],
  ] as const)
    for (const error of ['access_denied', 'server_error', 'login_required'])
      await test.step(`A02 ${error} with ${what} is not believed`, async () => {
        const callback = await signedIn.client.consent('Giulia', { refuse: true })
        const longer = `${new URL(callback).searchParams.get('state')}1`
        const changes = { error, state: state === 'longer' ? longer : state }
        await expectRefusedUnsent(signedIn, tampered(callback, changes), 'flow_invalid', expectRefusedAsForeign)
      })
})

const WILD = `<script>alert(1)</script>\r\nSet-Cookie: a=b\r\n\u001b[31m\u202Egnp.exe\u2028 ${'x'.repeat(10_000)}`
// Ten kilobytes of what is three times as long in an address.
const DENSE = '\u202E'.repeat(3_400)
const WORDS: Array<[string, Record<string, string>]> = [
  ['a description of 10 kB', { error_description: WILD }],
  ['a description of 10 kB that reads backwards', { error_description: DENSE }],
  ['an address for more', { error_uri: 'javascript:alert(1)', error_hint: WILD.slice(0, 400) }],
  ['a debug text of Hydra', { error_debug: WILD.slice(0, 400) }],
]
test('A03 an unknown error is a refusal, whatever it says beside it', async ({ client, simulator, database, logs }) => {
  for (const [what, words] of WORDS)
    await test.step(what, async () => {
      const callback = await client.consent('Camille', { refuse: true })
      const changes = { error: 'invalid_request', error_description: null, error_hint: null, ...words }
      await expectRefusedUnsent({ client, simulator, database }, tampered(callback, changes), 'provider_rejected')
      expect(logs.text()).not.toMatch(/alert|exe|xxx|\p{Cf}/u)
      expect(logs.text()).not.toMatch(/[^\P{Cc}\n]/u)
      expect(Math.max(...logs.lines().map((line) => JSON.stringify(line).length))).toBeLessThan(600)
    })
})

test('A03 an error that nobody knows is a refusal', async ({ client, simulator, database }) => {
  for (const error of [WILD.slice(0, 200), 'x'.repeat(9_000), '\u0000', '__proto__', 'constructor', 'access_denied\n'])
    await test.step(JSON.stringify(error).slice(0, 24), async () => {
      const callback = tampered(await client.consent('Camille', { refuse: true }), { error })
      await expectRefusedUnsent({ client, simulator, database }, callback, 'provider_rejected')
    })
})

test('A03 an error at the door ends as what it is', async ({ signedIn }) => {
  for (const [error, code] of [
    ['server_error', 'provider_unavailable'],
    ['temporarily_unavailable', 'provider_unavailable'],
    ['invalid_scope', 'scope_refused'],
    ['unauthorized_client', 'config_error'],
    ['unsupported_response_type', 'config_error'],
    ['invalid_request', 'provider_rejected'],
    ['login_required', 'provider_login_required'],
    ['request_forbidden', 'provider_lost_track'],
  ] as const)
    await test.step(`A03 ${error} at the door ends as ${code}`, async () => {
      await signedIn.simulator.fail({ kind: 'error', error })
      await expectRefusedTrip(signedIn, code, { tokenRequests: 0 })
    })
})

const TAMPERED: Array<[string, Record<string, string | null>]> = [
  ['A04 without a state', { state: null }],
  ['A04 with an empty state', { state: '' }],
  ['A04 with a state of 8 kB', { state: 'x'.repeat(8_192) }],
  ['A04 with NUL in its state', { state: 'a\u0000b' }],
  ['A07 without a code', { code: null }],
  ['A07 with an empty code', { code: '' }],
  ['A07 with a code of 8 kB', { code: 'x'.repeat(8_192) }],
  ['A07 with control characters in the code', { code: 'ory_ac_\u0000\r\n\u001b' }],
  ['A07 with a code beyond ASCII', { code: 'ory_ac_é' }],
  ['A07 with a list instead of a code', { code: null, 'code[]': 'ory_ac_x' }],
  ['A07 with code and error at once', { error: 'access_denied' }],
  ['A07 with an empty error', { error: '' }],
  ['A07 with an empty error instead of the code', { error: '', code: null }],
  ['A08 with an access token beside the code', { access_token: 'ory_at_planted' }],
  ['A08 with an access token instead of the code', { access_token: 'ory_at_planted', code: null }],
  ['A08 with an empty access token', { access_token: '' }],
  ['A08 with an ID token beside the code', { id_token: 'a.b.c' }],
  ['A08 with a refresh token beside the code', { refresh_token: 'ory_rt_planted' }],
  ['A08 with a token type beside the code', { token_type: 'bearer', expires_in: '3600' }],
  ['A10 with the issuer of somebody else', { iss: 'https://evil.example' }],
  ['A10 with an empty issuer', { iss: '' }],
  ['A10 with an error of another issuer', { iss: 'https://evil.example', error: 'access_denied', code: null }],
  ['A31 as a JWT (JARM)', { response: 'a.b.c', code: null }],
  ['A31 as a JWT (JARM) beside the code', { response: 'a.b.c' }],
]
for (const [id, rows] of byId(TAMPERED))
  test(`${id} an answer that was tampered with is refused before anything is sent`, async ({
    client,
    simulator,
    database,
  }) => {
    for (const [what, changes] of rows)
      await test.step(what, async () => {
        const callback = await client.consent('Camille')
        const isOurs = !('state' in changes)
        const refused = isOurs ? expectRefused : expectRefusedAsForeign
        await expectRefusedUnsent({ client, simulator, database }, tampered(callback, changes), 'flow_invalid', refused)
        // What is not an answer to the trip of this browser does not end it.
        expect(await database.unusedTrips()).toBe(isOurs ? 0 : 1)
        if (!isOurs) expectConnected(await client.arrive(callback))
      })
  })

const ALMOST: Array<[string, (state: string) => string]> = [
  ['a longer', (state) => `${state}1`],
  ['a shorter', (state) => state.slice(0, -1)],
  ['a state in capitals for a', (state) => state.toUpperCase()],
  ['a padded', (state) => `${state}=`],
  ['a space before its', (state) => ` ${state}`],
]
test('A04 with nearly the right state, an answer is refused before anything is sent', async ({
  client,
  simulator,
  database,
}) => {
  for (const [what, change] of ALMOST)
    await test.step(what, async () => {
      const callback = await client.consent('Camille')
      const state = change(new URL(callback).searchParams.get('state') ?? '')
      const changed = tampered(callback, { state })
      await expectRefusedUnsent({ client, simulator, database }, changed, 'flow_invalid', expectRefusedAsForeign)
      expect(await database.unusedTrips()).toBe(1)
      expectConnected(await client.arrive(callback))
    })
})

test('A32 an answer that says something twice is refused', async ({ client, simulator, database }) => {
  for (const name of ['code', 'state', 'iss', 'scope', 'error_description'])
    for (const same of [true, false])
      await test.step(`A32 an answer that says ${name} twice, ${same ? 'the same' : 'two things'}, is refused`, async () => {
        const callback = new URL(await client.consent('Camille'))
        const value = callback.searchParams.get(name) ?? 'x'
        callback.searchParams.set(name, value)
        callback.searchParams.append(name, same ? value : 'another')
        const refused = name === 'state' ? expectRefusedAsForeign : expectRefused
        await expectRefusedUnsent({ client, simulator, database }, callback.href, 'flow_invalid', refused)
      })
})

test('A10 an issuer must be exactly the one that was asked', async ({ client, simulator, database }) => {
  for (const iss of [`${simulator.origin}/`, simulator.origin.toUpperCase(), ` ${simulator.origin}`]) {
    const callback = tampered(await client.consent('Camille'), { iss })
    await expectRefusedUnsent({ client, simulator, database }, callback, 'flow_invalid')
  }
  for (const iss of [simulator.origin, null])
    expectConnected(await client.arrive(tampered(await client.consent('Camille'), { iss })))
})

test('A33 parameters that nobody knows are ignored, a hundred of them and the strangest', async ({ client }) => {
  const callback = new URL(await client.consent('Camille'))
  for (let count = 0; count < 100; count += 1) callback.searchParams.append(`unknown_${count % 60}`, String(count))
  for (const name of [
    'code[]',
    'code[0]',
    'state.x',
    '__proto__',
    'constructor',
    'nextauth',
    'provider',
    '\u0000',
    '',
    'CODE',
  ])
    callback.searchParams.append(name, 'x')
  callback.searchParams.append('session_state', '<b>')
  callback.hash = 'access_token=ory_at_planted'
  expectConnected(await client.arrive(callback.href))
})

test('A33 what is badly written beside the right parameters is ignored', async ({ client }) => {
  for (const tail of ['x=%zz', 'x=%c0%80', '%ff=%fe', '=&&', 'x=%00', 'a;b=c', '%', 'x=+%2B#state=other'])
    expectConnected(await client.arrive(`${await client.consent('Camille')}&${tail}`))
})

test('A33 an address that is too long is refused at the door, and the trip goes on', async ({ client, simulator }) => {
  const callback = await client.consent('Camille')
  await simulator.forgetRequests()
  expect((await client.get(tampered(callback, { padding: 'x'.repeat(60_000) }))).status).toBe(431)
  expect(await simulator.requests('token')).toEqual([])
  expectConnected(await client.arrive(callback))
})

test('A14 a stolen code in another trip is worth nothing', async ({ newClient, database }) => {
  const [thief, victim] = [newClient(), newClient()]
  const stolen = new URL(await victim.consent('Camille')).searchParams.get('code')
  const callback = await thief.consent('Giulia')
  expectRefused(await thief.arrive(tampered(callback, { code: stolen })), 'code_refused')
  expect(await database.count('users')).toBe(0)
})
