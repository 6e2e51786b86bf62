import { expect, test } from '#e2e/adversarial/fixtures'

// security.md 8.6: the keys that cannot be had, answers 401 and 403 of the API, and long silence.

const WORKS = 'Done. Qonto answered, and it works.'
const untilReset = { times: 0 }

test('R11 while the keys cannot be had, the new pair is kept and not used; later it is verified without a second rotation', async ({
  life,
}) => {
  test.slow()
  const { simulator } = life.world
  await life.accessRunsOut()
  await simulator.rollKey()
  await life.fails({ kind: 'status', target: 'jwks', status: 500, ...untilReset })
  expect(await life.checkNow()).not.toContain(WORKS)
  expect(await life.row()).toMatchObject({ status: 'active', generation: '2', verified: false })
  expect(await life.apiCalls(), 'uses of the new access token').toBe(0)
  expect(await life.verdict()).toContain('We could not check yet whom the last renewal belongs to.')
  await simulator.behaveAgain()
  // Past the cool-down of a key that was looked for in vain.
  await expect.poll(() => life.checkNow(), { timeout: 45_000, intervals: [2_000] }).toContain(WORKS)
  expect(await life.row()).toMatchObject({ generation: '2', verified: true, failure: null })
  expect(await life.attempts()).toEqual(['rotated'])
})

test('R13 an access token that is refused early is renewed once, and it works', async ({ life }) => {
  await life.world.simulator.expire('access')
  expect(await life.checkNow()).toContain(WORKS)
  expect(await life.attempts()).toEqual(['rotated'])
  expect(await life.apiCalls()).toBe(4)
})

test('R13 a 401 to every access token ends after one renewal, and says what is the matter', async ({ life }) => {
  await life.fails({ kind: 'status', target: 'api', status: 401, ...untilReset })
  expect(await life.checkNow()).not.toContain(WORKS)
  expect(await life.attempts()).toEqual(['rotated'])
  // Organisation and membership, each with the first and with the second token.
  expect(await life.apiCalls()).toBe(4)
  const row = await life.row()
  expect(row).toMatchObject({ status: 'active', failure: 'unauthorized' })
  expect(row.due_at?.getTime(), 'it is asked about again, hours later').toBeGreaterThan(Date.now() + 3_600_000)
  expect(row.due_at?.getTime(), 'and within a day').toBeLessThan(Date.now() + 86_400_000)
  expect(await life.verdict()).toContain('Qonto refuses the access that it gave us.')
  await life.world.simulator.behaveAgain()
  await life.recovers()
})

test('R13 a 403 is an answer: it never causes a renewal', async ({ life }) => {
  await life.fails({ kind: 'status', target: 'api', status: 403, ...untilReset })
  await life.checkNow()
  expect(await life.refreshRequests()).toBe(0)
  expect(await life.apiCalls()).toBeLessThanOrEqual(3)
  expect((await life.row()).status).toBe('active')
})

test('R14 a permission that nobody used for 89 days is kept alive by the background work', async ({ life }) => {
  const { database } = life.world
  await database.letPermissionsAge(89)
  expect(await life.verdict()).toContain('The connection ends soon unless you renew it.')
  await database.askForDueWork()
  await expect.poll(async () => (await life.row()).generation, { timeout: 15_000 }).toBe('2')
  expect(await database.rotations()).toEqual([{ cause: 'keep_alive', outcome: 'rotated' }])
  expect((await life.row()).refresh_issued_at?.getTime()).toBeGreaterThan(Date.now() - 60_000)
  expect(await life.verdict()).toContain('The connection works.')
})

test('R14 a paused permission is kept alive as well, and stays paused', async ({ life }) => {
  const { database } = life.world
  await life.press(/^Pause$/)
  await database.letPermissionsAge(31)
  await database.letPermissionsAge(31)
  await database.askForDueWork()
  await expect.poll(async () => (await life.row()).generation, { timeout: 15_000 }).toBe('2')
  expect((await life.row()).status).toBe('frozen')
  expect(await life.apiCalls(), 'nothing is handed out while it is paused').toBe(0)
})

test('R14 a refresh token that has run out is said to have run out', async ({ life }) => {
  const { simulator, database } = life.world
  await simulator.expire('refresh')
  await life.accessRunsOut()
  await database.letPermissionsAge(91)
  expect(await life.verdict()).toContain('The connection has run out.')
  await database.askForDueWork()
  await expect.poll(async () => (await life.row()).status, { timeout: 15_000 }).toBe('reconnect')
  expect(await life.row()).toMatchObject({ failure: 'lapsed', due_at: null })
  expect(await life.verdict()).toContain('The connection has run out.')
  expect((await life.client.connect('Camille')).error).toBeNull()
  expect(await life.verdict()).toContain('The connection works.')
})

for (const hours of [-3, 3])
  test(`R37 a bank whose clock jumps by ${hours} hours between two renewals does not lose the connection`, async ({
    life,
  }) => {
    await life.accessRunsOut()
    await life.world.simulator.advanceClock(hours * 3_600)
    await life.recovers()
    expect(await life.row()).toMatchObject({ generation: '2', verified: true })
    expect((await life.row()).access_expires_at?.getTime()).toBeLessThan(Date.now() + 3_700_000)
    await life.world.simulator.advanceClock(-hours * 3_600)
    await life.accessRunsOut()
    await life.recovers()
    expect((await life.row()).status).toBe('active')
  })
