import { expect, test } from '#e2e/adversarial/fixtures'
import { DISCONNECT } from '#e2e/adversarial/life'
import { expectConnected } from '#e2e/support/outcomes'

// security.md 8.7: what could not be ended at once, later, and after seven days. Deleting the account (V09) has cases of its own.

const untilReset = { times: 0 }

test('V32 an end that is never confirmed is given up after seven days, and nobody is told otherwise', async ({
  life,
  logs,
  aftermath,
}) => {
  aftermath.leavesOrphans(1)
  const { simulator, database, client } = life.world
  await life.fails({ kind: 'ignore', target: 'consents', ...untilReset })
  await life.fails({ kind: 'ignore', target: 'revoke', ...untilReset })
  await life.press(DISCONNECT)
  await database.letDisconnectsAge(8)
  await database.askForDueWork()
  await expect.poll(async () => (await life.row()).refresh_token_sealed, { timeout: 20_000 }).toBeNull()
  expect(await life.row()).toMatchObject({ status: 'disconnecting', access_token_sealed: null, due_at: null })
  expect(await life.verdict()).toContain('Qonto never confirmed it.')
  expect(await life.receipt()).toContain('Please remove this dashboard yourself')
  expect(await life.receipt()).not.toContain('Every step that was needed is confirmed.')
  expect(await life.offers(/^Try again$/)).toBe(false)
  expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'disconnect_given_up' }))
  await test.step('an old page that asks again changes nothing, and is not told that it worked', async () => {
    await simulator.forgetRequests()
    const before = await life.row()
    await life.world.database.askForDueWork()
    expect(await simulator.requests()).toEqual([])
    expect(await life.row()).toEqual(before)
  })
  const { id } = await life.row()
  expectConnected(await client.signIn('Camille', {}, { intent: 'reconnect', connection: id }))
  await life.recovers()
})

test('V33 a replaced chain that cannot be revoked waits, is tried again, and goes as soon as Qonto lets it', async ({
  life,
  logs,
}) => {
  const { simulator, database, client } = life.world
  const { id } = await life.row()
  await life.fails({ kind: 'status', target: 'revoke', status: 503, ...untilReset })
  expectConnected(await client.signIn('Camille', {}, { intent: 'reconnect', connection: id }))
  await expect.poll(async () => (await database.revocations())[0]?.last_outcome).toBe('server_error')
  expect(await simulator.live('refresh'), 'both chains').toHaveLength(2)
  expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'revocation_failed', code: 'server_error' }))
  expect(await life.verdict()).toContain('The connection works.')
  await simulator.behaveAgain()
  await database.letRevocationsAge(0)
  await database.askForDueWork()
  await expect.poll(() => simulator.live('refresh'), { timeout: 15_000 }).toHaveLength(1)
  const done = expect.objectContaining({ token_sealed: null, done_at: expect.any(Date), last_outcome: 'revoked' })
  await expect.poll(() => database.revocations()).toEqual([done])
})

test('V33 what waits for its revocation for seven days is tried a last time, erased, and said to be given up', async ({
  life,
  logs,
  aftermath,
}) => {
  aftermath.leavesOrphans(1)
  const { database, client } = life.world
  const { id } = await life.row()
  await life.fails({ kind: 'status', target: 'revoke', status: 401, ...untilReset })
  expectConnected(await client.signIn('Camille', {}, { intent: 'reconnect', connection: id }))
  await expect.poll(async () => (await database.revocations())[0]?.last_outcome).toBe('invalid_client')
  await database.letRevocationsAge(8)
  await database.askForDueWork()
  const over = expect.objectContaining({
    token_sealed: null,
    done_at: expect.any(Date),
    last_outcome: 'invalid_client',
  })
  await expect.poll(() => database.revocations(), { timeout: 15_000 }).toEqual([over])
  expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'revocation_given_up', level: 50 }))
  expect(await database.events()).toContain('revoked')
})
