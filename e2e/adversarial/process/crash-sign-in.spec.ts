import type { Logs } from '#e2e/adversarial/logs'
import type { Hold } from '#e2e/chaos/hold'
import { type Arrival, type HttpClient, SESSION_COOKIE } from '#e2e/support/http-client'
import { expectConnected, expectRefused } from '#e2e/support/outcomes'
import type { Failure, Simulator } from '#e2e/support/simulator'
import { expect, test } from './crash-fixtures.ts'
import type { KillableDashboard } from './killable-dashboard.ts'

// The dashboard is killed with SIGKILL at a point of a sign-in and started again: the person can always begin anew,
// nothing is half there. A chain whose tokens had come and were not stored yet lives on unknown: SECURITY.md says why.

test.describe.configure({ timeout: 90_000 })

test('C01 killed before the redirect to Qonto, nothing is left and one can start again', async ({
  killable,
  client,
  database,
}) => {
  const lock = await killable.holdWrites('transactions', 'INSERT INTO')
  const begun = client.begin().catch(() => 'cut')
  await lock.reached()
  await killable.kill()
  await lock.undoWaiting()
  await lock.release()
  expect(await begun).toBe('cut')
  await killable.restart()
  expect(await database.unusedTrips()).toBe(0)
  expectConnected(await client.signIn('Camille'))
})

test('C01 killed while the person is at Qonto, the same trip still arrives', async ({ killable, client, database }) => {
  const callback = await client.consent('Camille')
  await killable.kill()
  await killable.restart()
  expectConnected(await client.arrive(callback))
  expect(await database.count('users')).toBe(1)
})

/** Something of a callback that is about to happen and does not, and what becomes of the statement that was under way. */
interface Point {
  title: string
  /** The table that it waits for, and a part of its statement. */
  lock?: [table: string, by: string]
  failure?: Failure
  fate?: 'undo' | 'land'
}

const USED_UP = 'UPDATE transactions SET consumed_at'
const callbackReceived: Point[] = [
  { title: 'C02 killed before its trip was used up', lock: ['transactions', USED_UP], fate: 'undo' },
  {
    title: 'C02 killed when its trip was used up and nothing was sent',
    lock: ['transactions', USED_UP],
    fate: 'land',
  },
]
for (const point of callbackReceived)
  test(`${point.title}, ${point.fate === 'undo' ? 'the same callback goes through' : 'a reload is a replay'}`, async ({
    killable,
    client,
    simulator,
    database,
    logs,
  }) => {
    const callback = await killDuring(point, { killable, client, simulator })
    expect(await database.unusedTrips(), 'it was killed there').toBe(point.fate === 'undo' ? 1 : 0)
    expect(await simulator.live('refresh')).toEqual([])
    expect(await database.possessions()).toBe('')
    if (point.fate === 'undo') expectConnected(await client.arrive(callback))
    else expectReplayed(await client.arrive(callback), logs)
    expectConnected(await client.signIn('Camille'))
    expect(await database.count('connections')).toBe(1)
  })

const codeSent: Point[] = [
  {
    title: 'C03 killed while Qonto has not looked at the code',
    failure: { target: 'token', kind: 'delay', ms: 4_000 },
  },
  {
    title: 'C03 killed when Qonto has answered and nobody has read it',
    failure: { target: 'token', kind: 'delay', ms: 4_000, after: true },
  },
  {
    title: 'C03 killed when the tokens were read, while the organisation was asked for',
    failure: { target: 'organization', kind: 'delay', ms: 4_000 },
  },
  {
    title: 'C03 killed inside the transaction that stores the consent, which goes on alone',
    lock: ['connections', 'INSERT INTO'],
    fate: 'land',
  },
]
for (const point of codeSent)
  test(`${point.title}, nothing is stored and the code is never sent again`, async ({
    killable,
    client,
    simulator,
    database,
    logs,
    aftermath,
  }) => {
    const callback = await killDuring(point, { killable, client, simulator })
    const orphans = await simulator.live('refresh')
    const isUntouched = point.failure?.target === 'token' && !hasAnswered(point)
    expect(orphans, 'whether Qonto had answered').toHaveLength(isUntouched ? 0 : 1)
    aftermath.leavesOrphans(orphans.length)
    expect(await database.possessions()).toBe('')
    await simulator.forgetRequests()
    expectReplayed(await client.arrive(callback), logs)
    expect(await simulator.requests('token')).toEqual([])
    expectConnected(await client.signIn('Camille'))
    expect(await database.count('users')).toBe(1)
  })

for (const fate of ['undo', 'land'] as const)
  test(`C04 killed when the consent was stored and the session ${fate === 'undo' ? 'was not' : 'was, without its cookie'}, signing in finds it`, async ({
    killable,
    client,
    simulator,
    database,
    logs,
  }) => {
    const point: Point = { title: '', lock: ['sessions', 'INSERT INTO'], fate }
    const callback = await killDuring(point, { killable, client, simulator })
    const before = await database.onlyConnection()
    expect(before.status).toBe('active')
    expect(before.refresh_token_sealed).not.toBeNull()
    expect(await database.revocations()).toEqual([])
    expect(await database.count('sessions')).toBe(fate === 'undo' ? 0 : 1)
    expectReplayed(await client.arrive(callback), logs)
    expect(await client.userId()).toBeNull()
    expectConnected(await client.signIn('Camille'))
    expect((await database.onlyConnection()).id).toBe(before.id)
    expect(await database.count('users')).toBe(1)
    await expect.poll(() => simulator.live('refresh')).toHaveLength(1)
  })

interface Scene {
  killable: KillableDashboard
  client: HttpClient
  simulator: Simulator
}

/** A sign-in up to the point, then SIGKILL and a new start. Answers the callback, to be opened once more. */
async function killDuring(point: Point, { killable, client, simulator }: Scene): Promise<string> {
  const callback = await client.consent('Camille')
  const lock = point.lock ? await killable.holdWrites(...point.lock) : null
  if (point.failure) await simulator.fail(point.failure)
  const cut = client.arrive(callback).then(
    ({ location }) => `it arrived at ${location}`,
    () => 'cut',
  )
  await (lock ? lock.reached() : taken(simulator))
  if (hasAnswered(point)) await expect.poll(() => simulator.live('refresh'), { intervals: [20] }).toHaveLength(1)
  await killable.kill()
  await settle(lock, point.fate)
  expect(await cut).toBe('cut')
  await killable.restart()
  expect(client.cookies.has(SESSION_COOKIE)).toBe(false)
  return callback
}

function hasAnswered({ failure }: Point): boolean {
  return failure?.kind === 'delay' && failure.after === true
}

/** Until Qonto is busy with the request that it will answer late. */
async function taken(simulator: Simulator): Promise<void> {
  await expect.poll(async () => (await simulator.state()).failures, { intervals: [20] }).toEqual([])
}

async function settle(lock: Hold | null, fate: Point['fate']): Promise<void> {
  if (fate === 'undo') await lock?.undoWaiting()
  await lock?.release()
}

function expectReplayed(arrival: Arrival, logs: Logs): void {
  expectRefused(arrival, 'flow_replayed')
  const said = logs.lines().filter(({ reference }) => reference === arrival.reference)
  expect(said).toEqual([expect.objectContaining({ msg: 'sign_in_failed', code: 'flow_replayed' })])
}
