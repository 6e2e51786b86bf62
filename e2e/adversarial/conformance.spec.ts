import { expectConnected, expectRefused, expectRefusedAsForeign, type World } from '#e2e/outcomes'
import { type ClientModule, type Expected, PLANS } from './conformance-modules.ts'
import { describeRun, type Shown } from './conformance-table.ts'
import { expectDocument } from './document.ts'
import { expect, test } from './own-dashboard.ts'

// The client test modules of the OpenID Foundation's conformance suite. The suite takes silence for a refusal; here each
// refusal must have the right reason, and each success must be followed by a call with the new token.

test.use({ settings: {} })
test.describe.configure({ mode: 'serial' })

const shown: Shown[] = []

for (const { modules } of PLANS)
  for (const module of modules.filter(({ expected }) => expected.outcome !== 'not applicable'))
    test(`O01 ${module.name} is ${wordsOf(module.expected)}`, async ({ client, simulator, database, logs, app }) => {
      const world = { client, simulator, database }
      const { expected } = module
      if (module.name.startsWith('oidcc-client-test-refresh-token')) {
        const id = await app.isSignedInAs(client, 'Camille')
        await app.openConnection(id)
        await simulator.play(module.name)
        await simulator.expire('access')
        await simulator.forgetRequests()
        await app.press('Check now')
        if (expected.outcome === 'quarantined') await expectQuarantined(world)
        else if (expected.outcome === 'not used') await expectNotUsed(world)
        else await expectRefreshed(world, () => expect(app.page.getByText('Done.')).toBeVisible())
      } else if (expected.outcome === 'accepted') await expectAccepted(world, module)
      else if (expected.outcome === 'refused') {
        await expectRefusal(world, module, expected)
        expect(logs.lines().filter(({ msg }) => msg === 'sign_in_failed')).toEqual([
          expect.objectContaining({ code: expected.code, check: expected.check }),
        ])
      }
      shown.push({ name: module.name, seen: wordsOf(expected) })
    })

test('O02 state and nonce are long and plain enough for every provider', async ({ client }) => {
  const url = new URL(await client.begin())
  for (const name of ['state', 'nonce', 'code_challenge']) expect(url.searchParams.get(name)).toMatch(/^[\w-]{43}$/)
  expect(url.searchParams.get('response_type')).toBe('code')
  expect(url.searchParams.get('code_challenge_method')).toBe('S256')
})

test('O03 an error by form post changes nothing and is answered with 405', async ({ client, simulator }) => {
  const callback = new URL(await client.consent('Camille'))
  const answer = await client.post(callback.pathname, {
    error: 'login_required',
    state: callback.searchParams.get('state') ?? '',
  })
  expect(answer.status).toBe(405)
  expect(await simulator.requests('token')).toEqual([])
  expectConnected(await client.arrive(callback.href))
})

test('O04 docs/conformance.md says what this run has shown', async () => {
  await expectDocument('docs/conformance.md', describeRun(PLANS, shown))
})

async function expectAccepted(world: World, { name }: ClientModule): Promise<void> {
  const { client, simulator } = world
  // A rotation is one only for somebody who knew the key before.
  if (name.includes('rotation') || name.includes('unparseable')) expectConnected(await client.signIn('Camille'))
  await simulator.forgetRequests()
  if (name.endsWith('just-before-signing')) {
    const callback = await client.consent('Camille')
    await simulator.play(name)
    expectConnected(await client.arrive(callback))
  } else {
    await simulator.play(name)
    expectConnected(await client.signIn('Camille'))
  }
  expect((await simulator.requests('organization')).map(({ status }) => status)).toEqual([200])
  expect(await simulator.requests('discovery')).toEqual([])
  expect(await simulator.requests('userinfo')).toEqual([])
}

async function expectRefusal(
  world: World,
  { name }: ClientModule,
  { code, tokenRequests }: Extract<Expected, { outcome: 'refused' }>,
): Promise<void> {
  const { client, simulator, database } = world
  await simulator.play(name)
  if (tokenRequests === 0) {
    // Such an answer never gets as far as a trip of ours that it could be held against.
    const arrival = await client.signIn('Camille')
    // Without our state it is no answer to the trip of this browser, whose cookie is left alone.
    const refused = arrival.setCookies.length === 0 ? expectRefusedAsForeign : expectRefused
    refused(arrival, code)
    expect(await simulator.requests('token')).toEqual([])
    expect(await database.possessions()).toBe('')
  } else {
    const arrival = await client.signIn('Camille')
    expectRefused(arrival, code)
    expect(await simulator.requests('token')).toHaveLength(1)
    expect(await database.possessions()).toBe('')
    expect(await database.unusedTrips()).toBe(0)
    await expect.poll(() => simulator.live('refresh')).toEqual([])
  }
  expect(await simulator.requests('organization')).toEqual([])
}

async function expectQuarantined({ simulator, database }: World): Promise<void> {
  await expect.poll(async () => (await database.onlyConnection()).status).toBe('quarantined')
  await expect.poll(() => simulator.live('refresh')).toEqual([])
  expect(await simulator.requests('refresh')).toHaveLength(1)
  // One call with the old token found out that it had expired; with the new one there is none.
  for (const target of ['organization', 'membership'])
    expect((await simulator.requests(target)).filter(({ status }) => status !== 401)).toEqual([])
}

/** Another issuer or app and the same person: nothing is used, and nothing is ended. */
async function expectNotUsed({ simulator, database }: World): Promise<void> {
  await expect.poll(async () => (await database.onlyConnection()).failure).toBe('identity_changed')
  expect((await database.onlyConnection()).status).toBe('active')
  expect(await simulator.requests('revoke')).toEqual([])
  for (const target of ['organization', 'membership'])
    expect((await simulator.requests(target)).filter(({ status }) => status !== 401)).toEqual([])
}

async function expectRefreshed({ simulator, database }: World, done: () => Promise<void>): Promise<void> {
  await done()
  expect((await database.onlyConnection()).status).toBe('active')
  expect((await simulator.requests('refresh')).map(({ status }) => status)).toEqual([200])
  expect((await simulator.requests('membership')).map(({ status }) => status)).toContain(200)
}

function wordsOf(expected: Expected): string {
  switch (expected.outcome) {
    case 'refused':
      return `refused as ${expected.code}${expected.check === null ? ', before the exchange' : ` for its ${expected.check}`}`
    case 'not applicable':
      return `not applicable: ${expected.why}`
    default:
      return expected.outcome
  }
}
