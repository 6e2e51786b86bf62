import { expect, test } from '#e2e/adversarial/fixtures'
import { sealedToken, storedToken } from '#e2e/adversarial/stored-tokens'
import type { Failure } from '#e2e/simulator'

// security.md 8.6: answers that never arrive, or are of no use. Nothing is lost that can still be had, and nothing loops.

const target = 'refresh'
const WORKS = 'Done. Qonto answered, and it works.'
const untilReset = { times: 0 }

test('R02 a refused grant is asked about for a day, however often one tries, and only then ends', async ({
  life,
  logs,
}) => {
  const { simulator, database } = life.world
  await simulator.revokeEverything()
  await life.accessRunsOut()
  for (let tried = 0; tried < 3; tried += 1) expect(await life.checkNow()).not.toContain(WORKS)
  expect(await life.row()).toMatchObject({ status: 'active', failure: 'refusal_unconfirmed', attempt_at: null })
  expect(await life.verdict()).toContain('Qonto refused to renew this connection.')
  await database.letRefusalsAge(86_400)
  expect(await life.checkNow()).toContain('Qonto no longer accepts this connection.')
  const row = await life.row()
  expect(row).toMatchObject({ status: 'reconnect', failure: 'invalid_grant', attempt_at: null, due_at: null })
  // Nothing is ever deleted because of a failure.
  expect(row.refresh_token_sealed).not.toBeNull()
  expect(await life.verdict()).toContain('Reconnect needed')
  expect(new Set(await life.attempts())).toEqual(new Set(['invalid_grant']))
  expect(await life.apiCalls()).toBe(0)
  expect(await database.events()).toContain('refresh_failed')
  expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'refresh_failed', connectionId: row.id }))
  expect(await life.offers(/^Check now$/)).toBe(false)
  const asked = await life.refreshRequests()
  await life.page()
  expect(await life.refreshRequests()).toBe(asked)
})

for (const [howLong, refusedAfter] of [
  ['once', []],
  ['for a minute', [30, 30]],
  ['for hours', [300, 10_500, 36_000]],
] as const)
  test(`R02 a refusal by mistake, ${howLong}, costs nothing`, async ({ life }) => {
    await life.accessRunsOut()
    await life.fails({ kind: 'status', target, status: 400, body: { error: 'invalid_grant' }, times: 0 })
    expect(await life.checkNow()).not.toContain(WORKS)
    for (const seconds of refusedAfter) {
      await life.world.database.letRefusalsAge(seconds)
      expect(await life.checkNow()).not.toContain(WORKS)
    }
    expect((await life.row()).status).toBe('active')
    await life.world.simulator.behaveAgain()
    await life.recovers()
    expect(await life.row()).toMatchObject({ status: 'active', generation: '2', failure: null })
  })

test('R03 a refusal is not believed when another replica has rotated meanwhile', async ({ life }) => {
  const { simulator, database } = life.world
  await life.accessRunsOut()
  const row = await life.row()
  const theirs = await simulator.refresh(storedToken(row, 'refresh_token_sealed'))
  await life.fails({ kind: 'status', target, status: 400, body: { error: 'invalid_grant' } })
  await simulator.latency(1_500)
  const pressed = life.checkNow()
  await expect.poll(async () => (await life.row()).lease_owner, { intervals: [20] }).not.toBeNull()
  await database.storeTokens({
    access: sealedToken(row, 'access_token_sealed', theirs.access_token),
    refresh: sealedToken(row, 'refresh_token_sealed', theirs.refresh_token),
  })
  expect(await pressed).toContain(WORKS)
  expect(await life.row()).toMatchObject({ status: 'active', generation: '2', failure: null })
})

test('R04 refused credentials are the administrator’s matter, break no connection, and mend by themselves', async ({
  life,
  newClient,
}) => {
  const { simulator, database, client } = life.world
  const clients = [client, newClient(), newClient()]
  const paths = [life.path]
  for (const [at, person] of [
    [1, 'Giulia'],
    [2, 'Inès'],
  ] as const)
    paths.push((await clients[at]?.signIn(person))?.location ?? '')
  await simulator.forgetRequests()
  await life.accessRunsOut()
  await simulator.fail({ kind: 'refuse_credentials' })
  for (const [at, each] of clients.entries()) {
    await each.press(paths[at] ?? '', /^Check now$/)
    const page = await (await each.get(paths[at] ?? '')).text()
    expect(page).toContain('Set-up problem')
    expect(page).toContain('own credentials')
  }
  // Asked once each, and not again before the next try is due.
  for (const [at, each] of clients.entries()) await each.press(paths[at] ?? '', /^Check now$/)
  expect(await life.refreshRequests()).toBe(3)
  expect((await database.connections()).map(({ status }) => status)).toEqual(['active', 'active', 'active'])
  expect(await (await client.get('/setup')).text()).toMatch(/credentials/)
  await simulator.behaveAgain()
  await database.letAttemptsAge(600)
  await database.askForDueWork()
  const failures = async () => (await database.connections()).map(({ failure, generation }) => [failure, generation])
  await expect.poll(failures, { timeout: 20_000 }).toEqual([
    [null, '2'],
    [null, '2'],
    [null, '2'],
  ])
})

test('R05 a collision of two refreshes is tried again', async ({ life }) => {
  await life.accessRunsOut()
  await life.fails({ kind: 'status', target, status: 400, body: { error: 'invalid_request' } })
  expect(await life.checkNow()).not.toContain(WORKS)
  expect(await life.row()).toMatchObject({ status: 'active' })
  await life.recovers()
  expect(await life.attempts()).toEqual(['invalid_request', 'rotated'])
})

for (const times of [1, 4])
  test(`R06 an answer that is lost ${times === 1 ? 'once' : 'four times'} costs nothing: the stored refresh token lives`, async ({
    life,
  }) => {
    await life.accessRunsOut()
    await life.fails({ kind: 'lose_answer', target, times })
    await life.recovers()
    expect(await life.attempts()).toEqual([...Array.from({ length: times }, () => 'unreachable'), 'rotated'])
    expect(await life.row()).toMatchObject({ generation: '2', attempt_at: null, failure: null })
    const opened = storedToken(await life.row(), 'refresh_token_sealed')
    expect((await life.world.simulator.refresh(opened)).access_token).toBeTruthy()
  })

test('R06 the sweeper asks again by itself, nobody need look', async ({ life }) => {
  await life.accessRunsOut()
  await life.fails({ kind: 'lose_answer', target })
  await life.checkNow()
  await expect.poll(async () => (await life.row()).generation, { timeout: 12_000 }).toBe('2')
  expect(await life.attempts()).toEqual(['unreachable', 'rotated'])
  expect(await life.refreshRequests()).toBe(2)
})

const AFTER_ROTATION: Array<[string, Failure]> = [
  ['500', { kind: 'status_after', target, status: 500 }],
  ['503 and an hour to wait', { kind: 'status_after', target, status: 503, retryAfter: 3_600 }],
  ['429', { kind: 'status_after', target, status: 429 }],
  ['garbage', { kind: 'invalid_json', target }],
  ['a list', { kind: 'body', target, json: ['access_token'] }],
  ['a page', { kind: 'html', target, work: true }],
  ['a body cut short', { kind: 'cut', target }],
  ['a redirect', { kind: 'redirect', target, to: 'http://127.0.0.1:1/', work: true }],
  ['20 MB', { kind: 'oversized', target, work: true }],
]
for (const [what, failure] of AFTER_ROTATION)
  test(`R07 thirty seconds of ${what} after a rotation are survived by the same refresh token`, async ({ life }) => {
    await life.accessRunsOut()
    await life.fails({ ...failure, times: 5 } as Failure)
    // The sweeper takes part: whoever is faster makes the next attempt.
    while ((await life.attempts()).length < 5) {
      await life.checkNow()
      const { attempt_at, next_attempt_at, failed_at, status } = await life.row()
      if ((await life.attempts()).length > 5) break
      expect(status).toBe('active')
      expect(attempt_at, 'the attempt is on record, so that the sweeper goes on').not.toBeNull()
      const wait = (next_attempt_at?.getTime() ?? Number.POSITIVE_INFINITY) - (failed_at?.getTime() ?? 0)
      expect(wait).toBeLessThanOrEqual(10_000)
      expect(wait).toBeGreaterThanOrEqual(400)
      await life.timePasses(6)
    }
    await life.recovers()
    expect(await life.attempts()).toHaveLength(6)
    expect((await life.attempts()).filter((outcome) => outcome === 'rotated')).toHaveLength(1)
    expect(await life.refreshRequests()).toBe(6)
  })

test('R07 a stalled answer is given up after five seconds and asked for again', async ({ life }) => {
  await life.accessRunsOut()
  await life.fails({ kind: 'stall', target })
  const began = performance.now()
  await life.checkNow()
  expect(performance.now() - began).toBeLessThan(8_000)
  await life.recovers()
  expect(await life.attempts()).toEqual(['timeout', 'rotated'])
})

test('R08 ten minutes without Qonto, nothing rotated: it stays a connection and goes on', async ({ life, logs }) => {
  await life.accessRunsOut()
  await life.fails({ kind: 'refuse', target: 'all', ...untilReset })
  expect(await life.checkNow()).not.toContain(WORKS)
  await life.timePasses(600)
  expect(await life.checkNow()).not.toContain(WORKS)
  expect(await life.row()).toMatchObject({ status: 'active', generation: '1' })
  expect(await life.verdict()).toContain('Having trouble')
  const planned = await life.row()
  const wait = (planned.next_attempt_at?.getTime() ?? 0) - (planned.failed_at?.getTime() ?? 0)
  expect(wait, 'no herd: later and later').toBeGreaterThan(60_000)
  // Ten seconds more are left to a process that may hold the new pair.
  expect(wait).toBeLessThanOrEqual(620_000)
  expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'refresh_failed', code: 'unreachable' }))
  await life.world.simulator.behaveAgain()
  await life.recovers()
  expect(await life.verdict()).toContain('The connection works.')
})

test('R09 rotated, then a minute and a half of silence: one try more, and the true reason', async ({ life }) => {
  await life.accessRunsOut()
  await life.fails({ kind: 'lose_answer', target })
  await life.checkNow()
  await life.timePasses(90)
  await expect.poll(async () => (await life.row()).status, { timeout: 8_000 }).toBe('reconnect')
  expect(await life.row()).toMatchObject({ failure: 'answer_lost', attempt_at: null, due_at: null })
  expect(await life.verdict()).toContain('An answer from Qonto was lost, and with it the connection.')
  expect(await life.attempts()).toEqual(['unreachable', 'invalid_grant'])
  await life.world.database.askForDueWork()
  expect(await life.refreshRequests()).toBe(2)
  expect(await life.world.simulator.live('refresh'), 'the replay has ended the chain').toEqual([])
})
