import { expect, test } from '#e2e/adversarial/fixtures'
import { DISCONNECT } from '#e2e/adversarial/life'
import { readForm } from '#e2e/browser/forms'
import { expectErased } from '#e2e/support/app'
import { expectConnected } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'

// security.md 8.7: disconnecting in the middle of other things, more than once, and by people who may not.

const untilReset = { times: 0 }
const target = 'refresh'

const IN_FLIGHT: Array<[string, Failure]> = [['after it', { kind: 'delay', target, ms: 700, after: true }]]
for (const [what, failure] of IN_FLIGHT)
  test(`V04 disconnecting during a renewal, ${what}, ends both pairs for good`, async ({ life }) => {
    const { simulator, database } = life.world
    await life.accessRunsOut()
    await life.fails(failure)
    const renewing = life.checkNow()
    await expect.poll(async () => (await database.rotations()).length).toBe(1)
    await life.press(DISCONNECT)
    await renewing
    const end = async () => {
      if (await life.offers(/^Try again$/)) await life.press(/^Try again$/)
      return (await life.row()).status
    }
    await expect.poll(end, { timeout: 15_000 }).toBe('disconnected')
    await expectErased(database, () => simulator.live('refresh'))
    expect(await simulator.live('access')).toEqual([])
    expect((await database.revocations()).filter(({ done_at }) => done_at === null)).toEqual([])
  })

test('V04 a renewal that is answered after the end changes nothing any more', async ({ life }) => {
  const { simulator, database } = life.world
  await life.accessRunsOut()
  await life.fails({ kind: 'delay', target, ms: 2_500, after: true })
  const renewing = life.checkNow()
  await expect.poll(async () => (await database.rotations()).length).toBe(1)
  await life.press(DISCONNECT)
  expect((await life.row()).status).toBe('disconnected')
  expect(await renewing).not.toContain('it works')
  await expectErased(database, () => simulator.live('refresh'))
  expect((await database.rotations()).map(({ outcome }) => outcome)).toContain('overtaken')
})

test('V06 a double click, two tabs and the Back button disconnect once', async ({ life }) => {
  const { simulator, database, client } = life.world
  const page = await life.page()
  const forms = [readForm(page, DISCONNECT), readForm(page, DISCONNECT), readForm(page, DISCONNECT)]
  const clients = [client, client.twin(), client.twin()]
  const answers = await Promise.all(forms.map((form, at) => clients[at]?.submit(life.path, form)))
  for (const answer of answers) expect(answer?.status).toBe(200)
  await expect.poll(async () => (await life.row()).status).toBe('disconnected')
  await expectErased(database, () => simulator.live('refresh'))
  const events = await database.events()
  expect(events.filter((event) => event === 'disconnect_requested')).toHaveLength(1)
  expect(events.filter((event) => event === 'disconnected')).toHaveLength(1)
  await simulator.forgetRequests()
  // Back, and once more: the page of before is still in the browser.
  expect((await client.submit(life.path, readForm(page, DISCONNECT))).status).toBe(200)
  expect(await simulator.requests()).toEqual([])
  expect(await database.events()).toEqual(events)
})

for (const [what, lease] of [
  ['has left its lease behind', "lease_owner = 'dead', lease_until = now() - interval '1 second'"],
  ['had no time to take one', 'lease_owner = NULL, lease_until = NULL'],
] as const)
  test(`V06 what a process has begun that died and ${what} is finished by whoever comes next`, async ({
    life,
    faults,
  }) => {
    const { simulator, database } = life.world
    await faults.change(
      `UPDATE connections SET status = 'disconnecting', generation = generation + 1, ${lease},
              disconnect_requested_at = now() - interval '1 minute', next_attempt_at = NULL`,
    )
    await database.askForDueWork()
    await expect.poll(async () => (await life.row()).status, { timeout: 20_000 }).toBe('disconnected')
    await expectErased(database, () => simulator.live('refresh'))
  })

test('V06 while one is at it, another one waits for its result and sends nothing', async ({ life, faults }) => {
  const { simulator } = life.world
  await life.fails({ kind: 'refuse', target: 'all', ...untilReset })
  await life.press(DISCONNECT)
  await simulator.behaveAgain()
  await faults.change("UPDATE connections SET lease_owner = 'other', lease_until = now() + interval '30 seconds'")
  expect(await life.press(/^Try again$/)).toContain('It is already being done, perhaps in another tab.')
  expect(await simulator.requests('revoke')).toEqual([])
  expect(await simulator.requests('consents')).toEqual([])
  await faults.change('UPDATE connections SET lease_until = now()')
  await life.press(/^Try again$/)
  expect((await life.row()).status).toBe('disconnected')
})

test('V07 reading a page with the fields of the form ends nothing, nor does a form without a session', async ({
  life,
  newClient,
}) => {
  const { simulator, database, client } = life.world
  const possessions = await database.possessions()
  const form = readForm(await life.page(), DISCONNECT)
  const query = new URLSearchParams([...form].map(([name, value]) => [name, String(value)]))
  expect((await client.get(`${life.path}?${query}`)).status).toBe(200)
  const signedOut = await newClient().submit(life.path, form)
  expect(signedOut.status).toBe(303)
  for (const method of ['PUT', 'DELETE', 'PATCH'])
    await client.send(life.path, { method, headers: { origin: client.origin } })
  expect(await simulator.requests()).toEqual([])
  expect(await database.possessions()).toBe(possessions)
})

test('V08 reconnecting while it works stores the new chain, ends the old one, and keeps what is known', async ({
  life,
}) => {
  const { simulator, database, client } = life.world
  const { id } = await life.row()
  const [former] = await simulator.live('refresh')
  expectConnected(await client.signIn('Camille', {}, { intent: 'reconnect', connection: id }))
  await expect.poll(() => simulator.live('refresh')).toHaveLength(1)
  expect(await simulator.live('refresh')).not.toContain(former)
  expect(await life.row()).toMatchObject({ id, status: 'active', generation: '2' })
  expect(await database.events()).toEqual(expect.arrayContaining(['connected', 'reconnected']))
  await life.recovers()
})
