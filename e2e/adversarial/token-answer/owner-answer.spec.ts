import { expect, test } from '#e2e/adversarial/fixtures'
import { CHECK } from '#e2e/adversarial/life'
import { readSection } from '#e2e/browser/forms'
import { expectConnected } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'

// Every answer is tried by lib/access/odd-answers.fuzz.test.ts and check.test.ts; here is what a person reads.
// Between the tokens and the session, Qonto is asked whose they are. Whatever it says to that, the consent of the person is
// kept, nothing is invented, and nothing is said to work that was refused.

const target = 'organization'
const status = (code: number): Failure => ({ kind: 'status', target, status: code })
const WORKS = 'The connection works.'

const ANSWERS: Array<[string, Failure]> = [
  ['T40 "you may not"', status(403)],
  ['T40 an error of its own', status(500)],
  ['T40 an id that is none', { kind: 'merge', target, json: { organization: { id: 'a\u0000b', slug: '../x y' } } }],
  ['T40 headers and then silence', { kind: 'stall', target }],
]
for (const [what, failure] of ANSWERS)
  test(`${what} to the question whose tokens they are: connected, and the organisation is said to be unknown`, async ({
    client,
    simulator,
    database,
  }) => {
    await simulator.fail(failure)
    const arrival = await client.signIn('Camille')
    expectConnected(arrival)
    expect(arrival.milliseconds).toBeLessThan(8_000)
    expect(await database.onlyConnection()).toMatchObject({ status: 'active', organization_id: null })
    const page = await (await client.get(arrival.location)).text()
    expect(readSection(page, 'verdict')).not.toContain(WORKS)
    expect(await simulator.requests(target)).toHaveLength(1)
  })

for (const refused of ['organization', 'api'] as const)
  test(`T41 new tokens that the ${refused} refuses with 401 are kept, and not said to work until they do`, async ({
    client,
    simulator,
    database,
  }) => {
    await simulator.fail({ kind: 'status', target: refused, status: 401, times: 0 })
    const arrival = await client.signIn('Camille')
    expectConnected(arrival)
    expect(await simulator.requests('token')).toHaveLength(1)
    const verdict = async () => readSection(await (await client.get(arrival.location)).text(), 'verdict') ?? ''
    expect(await verdict()).toContain('Qonto refuses the access that it gave.')
    await simulator.behaveAgain()
    await database.letTurnsCome()
    await client.press(arrival.location, /^(Check now|Try now)$/)
    expect(await verdict()).toContain(WORKS)
  })

for (const moved of ['organization', 'membership'] as const)
  test(`T08 a redirect of the ${moved} is not followed, and nobody else sees the access token`, async ({
    client,
    simulator,
  }) => {
    await simulator.fail({ kind: 'redirect', target: moved, status: 307, to: `${simulator.origin}/userinfo` })
    expectConnected(await client.signIn('Camille'))
    expect(await simulator.requests('userinfo')).toEqual([])
  })

const OTHER_OWNERS: Array<[string, Failure]> = [
  ['organisation', { kind: 'body', target, json: { organization: { id: 'another', legal_name: 'Another one' } } }],
  ['member', { kind: 'body', target: 'membership', json: { membership: { id: 'another', first_name: 'Another' } } }],
]
for (const [what, failure] of OTHER_OWNERS)
  test(`T42 another ${what} in the answer to a check is said, and takes nobody's place`, async ({
    client,
    simulator,
    database,
  }) => {
    const { location } = await client.signIn('Camille')
    const before = await database.onlyConnection()
    const verdict = async () => readSection(await (await client.get(location)).text(), 'verdict') ?? ''
    await simulator.fail(failure)
    await database.letTurnsCome()
    await client.press(location, CHECK)
    const said = await verdict()
    expect(said).toContain('Qonto now names another organisation or another member for this connection.')
    expect(said).not.toContain('Another one')
    const { organization_id, organization_name, membership_id, member_name, member_role } = before
    expect(await database.onlyConnection()).toMatchObject({
      ...{ organization_id, organization_name, membership_id, member_name, member_role },
    })
    // As soon as it names the same ones again, it works.
    await database.letTurnsCome()
    await client.press(location, CHECK)
    expect(await verdict()).toContain(WORKS)
  })
