import { expect, test } from '#e2e/adversarial/fixtures'
import { DISCONNECT, Life } from '#e2e/adversarial/life'
import { storedToken } from '#e2e/adversarial/stored-tokens'
import { expectErased } from '#e2e/support/app'
import type { Failure } from '#e2e/support/simulator'

// security.md 8.7: whatever Qonto answers, it is unusable here at once, and only what is proven is called ended. Every order
// of answers is played in lib/disconnect/prove-ended.test.ts and disconnect.test.ts.

const untilReset = { times: 0 }
const CONFIRMED = 'Every step that was needed is confirmed.'
const UNCONFIRMED = 'Disconnected here. Qonto has not confirmed it yet.'
const NOTHING_ENDED: Failure = { kind: 'ignore', target: 'consents', ...untilReset }

test('V01 disconnecting ends the chain, proves it with a token that had worked, and erases', async ({ life }) => {
  const { simulator, database } = life.world
  expect(await life.press(DISCONNECT)).toContain(CONFIRMED)
  await expectErased(database, () => simulator.live('refresh'))
  expect(await simulator.live('access')).toEqual([])
  expect(await simulator.requests('consents')).toHaveLength(1)
  expect(await simulator.requests('revoke')).toHaveLength(1)
  // Accepted just before, refused afterwards.
  expect((await simulator.requests('membership')).map(({ status }) => status)).toEqual([200, 401])
  expect(await database.events()).toEqual(expect.arrayContaining(['disconnect_requested', 'disconnected']))
  expect(await life.verdict()).toContain('This connection was ended.')
})

const REVOCATION: Array<[string, Omit<Failure, 'target' | 'times'>]> = [
  ['400 unsupported_token_type', { kind: 'status', status: 400, body: { error: 'unsupported_token_type' } } as Failure],
  ['a redirect', { kind: 'redirect', to: 'http://127.0.0.1:1/' } as Failure],
  ['200 with 20 MB', { kind: 'oversized' } as Failure],
  ['a closed door', { kind: 'refuse' } as Failure],
  ['headers and then silence', { kind: 'stall', work: false } as Failure],
]
for (const [what, failure] of REVOCATION)
  test(`V02 a revocation that is answered with ${what} is not believed, and done later`, async ({ life, logs }) => {
    const { simulator, database } = life.world
    await life.fails(NOTHING_ENDED)
    await life.fails({ ...failure, target: 'revoke', ...untilReset } as Failure)
    const began = performance.now()
    expect(await life.press(DISCONNECT)).toContain('Not everything is confirmed yet.')
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(await life.verdict()).toContain(UNCONFIRMED)
    expect(await life.receipt()).toContain('Qonto still accepted the access token.')
    const row = await life.row()
    expect(row).toMatchObject({ status: 'disconnecting', generation: '2' })
    expect(row.refresh_token_sealed, 'kept, because it is what will prove the end').not.toBeNull()
    for (const button of [/^Check now$/, /^Pause$/, /^Re-authorise$/]) expect(await life.offers(button)).toBe(false)
    expect(logs.lines()).toContainEqual(
      expect.objectContaining({ msg: 'disconnect_unconfirmed', connectionId: row.id }),
    )
    await simulator.behaveAgain()
    expect(await life.press(/^Try again$/)).toContain(CONFIRMED)
    await expectErased(database, () => simulator.live('refresh'))
  })

test('V02 while Qonto does not answer at all the end stays open, says so, and is finished later', async ({ life }) => {
  const { simulator, database } = life.world
  await life.fails({ kind: 'refuse', target: 'all', ...untilReset })
  expect(await life.press(DISCONNECT)).toContain('Not everything is confirmed yet.')
  const receipt = await life.receipt()
  for (const words of ['Qonto did not answer', 'connected apps in your Qonto account']) expect(receipt).toContain(words)
  expect(receipt).not.toContain('Erase the stored tokens')
  await simulator.behaveAgain()
  expect(await life.press(/^Try again$/)).toContain(CONFIRMED)
  await expectErased(database, () => simulator.live('refresh'))
})

test('V03 an end that Qonto merely claims is asked for again by the background work', async ({ life }) => {
  const { simulator, database } = life.world
  await life.fails(NOTHING_ENDED)
  await life.fails({ kind: 'ignore', target: 'revoke', ...untilReset })
  await life.press(DISCONNECT)
  expect((await life.row()).due_at, 'planned').not.toBeNull()
  await simulator.behaveAgain()
  await database.letDisconnectsAge(1)
  await database.askForDueWork()
  await expect.poll(async () => (await life.row()).status, { timeout: 20_000 }).toBe('disconnected')
  await expectErased(database, () => simulator.live('refresh'))
  expect(await life.verdict()).toContain('This connection was ended.')
})

test('V05 a stored refresh token that is stale and past its grace ends the chain by being used', async ({ life }) => {
  const { simulator, database } = life.world
  // Another holder has used it, and its answer never came here.
  await simulator.refresh(storedToken(await life.row(), 'refresh_token_sealed'))
  await simulator.advanceClock(90)
  await life.press(DISCONNECT)
  expect(await life.page('/receipt')).toContain('Qonto had already ended this authorisation.')
  await expectErased(database, () => simulator.live('refresh'))
  expect(await simulator.live('access')).toEqual([])
})

test('V30 an access token that runs out between being accepted and being refused proves nothing', async ({
  client,
  simulator,
  database,
  faults,
}) => {
  const { location } = await client.signIn('Camille', { scopes: ['organization.read', 'membership.read'] })
  const life = new Life({ client, simulator, database }, location)
  await simulator.forgetRequests()
  await faults.change("UPDATE connections SET access_expires_at = now() + interval '2 seconds'")
  await life.fails({ kind: 'delay', target: 'consents', ms: 2_500, work: false })
  await life.fails({ kind: 'ignore', target: 'revoke', ...untilReset })
  const pressed = life.press(DISCONNECT)
  await expect.poll(async () => (await simulator.requests('membership')).length).toBe(1)
  await simulator.expire('access')
  await pressed
  expect((await life.row()).status, 'nothing was revoked').toBe('disconnecting')
  expect(await life.receipt()).not.toContain(CONFIRMED)
})

test('V31 the access token of a quarantined connection is not used to end it either', async ({ life }) => {
  const { simulator, database } = life.world
  await life.accessRunsOut()
  await life.fails({ kind: 'append', target: 'id_token', claim: 'sub', suffix: '1' })
  await life.checkNow()
  expect((await life.row()).status).toBe('quarantined')
  expect(await life.press(DISCONNECT)).toContain(CONFIRMED)
  expect(await life.apiCalls()).toBe(0)
  expect(await simulator.requests('consents')).toEqual([])
  await expectErased(database, () => simulator.live('refresh'))
})

test('V31 an end that is asked for is not forgotten when the last renewal names somebody else', async ({ life }) => {
  const { simulator, database } = life.world
  await life.accessRunsOut()
  await life.fails({ kind: 'append', target: 'id_token', claim: 'sub', suffix: '1' })
  await life.press(DISCONNECT)
  expect(await simulator.requests('consents')).toEqual([])
  expect(await life.apiCalls()).toBe(0)
  await expectErased(database, () => simulator.live('refresh'))
})
