import { expect, test } from '#e2e/adversarial/fixtures'
import { CHECK } from '#e2e/adversarial/life'
import { storedToken } from '#e2e/adversarial/stored-tokens'
import { expectConnected } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'

// security.md 8.6: what a person reads and may press when a refresh goes wrong, through the built dashboard. Every answer of
// Qonto and every order is played in lib/access/refresh.test.ts, refresh-races.test.ts and access-token.test.ts.

const target = 'refresh'
const WORKS = 'Done. Qonto answered, and it works.'
const merge = (json: Record<string, unknown>): Failure => ({ kind: 'merge', target, json })
const claims = (json: Record<string, unknown>): Failure => ({ kind: 'claims', target: 'id_token', json })

const HARMLESS: Array<[string, Failure[]]> = [
  ['nothing unusual', []],
  ['an ID token that is over', [claims({ exp: 1, iat: 0 })]],
  ['an ID token from the future', [claims({ iat: 4_000_000_000, exp: 4_000_003_600 })]],
  [
    'fields that would steer a store',
    [
      merge({
        userId: 'x',
        id: '1',
        status: 'active',
        generation: 99,
        providerAccountId: 'y',
        sub: 'evil',
        error: 'x',
      }),
    ],
  ],
]
for (const [what, failures] of HARMLESS)
  test(`R01 a refresh whose answer has ${what} succeeds at the first try`, async ({ life }) => {
    const before = await life.row()
    await life.accessRunsOut()
    for (const failure of failures) await life.fails(failure)
    expect(await life.checkNow()).toContain(WORKS)
    expect(await life.row()).toMatchObject({ generation: '2', status: 'active', verified: true, failure: null })
    expect((await life.row()).subject).toBe(before.subject)
    expect((await life.row()).access_expires_at?.getTime()).toBeGreaterThan(Date.now() + 3_500_000)
    expect(await life.attempts()).toEqual(['rotated'])
    expect(await life.refreshRequests()).toBe(1)
    expect(await life.verdict()).toContain('The connection works.')
    expect(await life.world.database.events()).toEqual(expect.arrayContaining(['refreshed', 'checked']))
  })

test('R01 a refresh that gives the same refresh token back succeeds', async ({ life }) => {
  const refresh_token = storedToken(await life.row(), 'refresh_token_sealed')
  await life.accessRunsOut()
  await life.fails(merge({ refresh_token }))
  expect(await life.checkNow()).toContain(WORKS)
  expect(storedToken(await life.row(), 'refresh_token_sealed')).toBe(refresh_token)
})

for (const [what, scope, verdict] of [
  ['fewer', 'openid offline_access membership.read', 'but not with everything that was asked for'],
  ['more', 'openid offline_access organization.read membership.read payment.write', 'The connection works.'],
  ["somebody else's", 'openid supplier.read', 'but not with everything that was asked for'],
] as const)
  test(`R34 ${what} scopes in the answer are stored as they are and named in the log`, async ({ life }) => {
    await life.accessRunsOut()
    await life.fails(merge({ scope }))
    await life.checkNow()
    expect(await life.world.database.events()).toContain('checked')
    expect((await life.row()).granted_scopes.join(' ')).toBe(scope)
    expect(await life.verdict()).toContain(verdict)
    expect(await life.world.database.events()).toContain('permissions_changed')
    expect((await life.row()).status).toBe('active')
  })

test('R10 an ID token with another subject by one character takes the connection out of use and ends the new pair', async ({
  life,
  logs,
}) => {
  const { simulator, database } = life.world
  await life.accessRunsOut()
  await life.fails({ kind: 'append', target: 'id_token', claim: 'sub', suffix: '1' })
  expect(await life.checkNow()).not.toContain(WORKS)
  expect(await life.row()).toMatchObject({ status: 'quarantined', verified: false })
  expect(await life.verdict()).toContain('Mooring stopped using this connection.')
  expect(await life.apiCalls(), 'uses of the new access token').toBe(0)
  await expect.poll(() => simulator.live('refresh'), { timeout: 5_000 }).toEqual([])
  expect(await life.refreshRequests()).toBe(1)
  expect(await database.events()).toContain('quarantined')
  expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'connection_quarantined', level: 50 }))
  for (const button of [/^Check now$/, /^Try now$/, /^Pause$/]) expect(await life.offers(button)).toBe(false)
  expect((await life.client.connect('Camille')).error).toBeNull()
  expect(await life.verdict()).toContain('The connection works.')
})

test('R10 an ID token with another issuer by one character is not used, ends nothing, and heals with the next one', async ({
  life,
  logs,
}) => {
  await life.accessRunsOut()
  await life.fails({ kind: 'append', target: 'id_token', claim: 'iss', suffix: '/' })
  expect(await life.checkNow()).not.toContain(WORKS)
  expect(await life.row()).toMatchObject({ status: 'active', verified: false, failure: 'identity_changed' })
  expect(await life.verdict()).toContain('names another issuer or app than before')
  expect(await life.apiCalls(), 'uses of the new access token').toBe(0)
  expect(await life.world.simulator.requests('revoke'), 'revocations').toEqual([])
  expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'refreshed_identity_changed', level: 50 }))
  await life.accessRunsOut()
  await life.recovers()
  expect(await life.row()).toMatchObject({ generation: '3', verified: true, failure: null })
})

const UNPROVEN: Array<[string, Failure]> = [
  ['no signature', { kind: 'alg', target: 'id_token', alg: 'none' }],
  ['the hash of another access token', { kind: 'append', target: 'id_token', claim: 'at_hash', suffix: '1' }],
]
for (const [what, failure] of UNPROVEN)
  test(`R36 an ID token with ${what} proves nothing: kept, not used, not held against the person`, async ({
    life,
    logs,
  }) => {
    await life.accessRunsOut()
    await life.fails(failure)
    expect(await life.checkNow()).not.toContain(WORKS)
    expect(await life.row()).toMatchObject({ status: 'active', generation: '2', verified: false })
    expect(await life.verdict()).toContain('Mooring could not check yet whom the last renewal belongs to.')
    expect(await life.checkNow()).not.toContain(WORKS)
    expect(await life.apiCalls(), 'uses of the new access token').toBe(0)
    expect(await life.refreshRequests()).toBe(1)
    expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'refreshed_identity_not_verified' }))
    // The next pair, which names the right person again, is as good as any.
    await life.accessRunsOut()
    await life.recovers()
    expect(await life.row()).toMatchObject({ generation: '3', verified: true, failure: null })
  })

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

test('R02 a refusal by mistake, for hours, costs nothing', async ({ life }) => {
  await life.accessRunsOut()
  await life.fails({ kind: 'status', target, status: 400, body: { error: 'invalid_grant' }, times: 0 })
  expect(await life.checkNow()).not.toContain(WORKS)
  for (const seconds of [300, 10_500, 36_000]) {
    await life.world.database.letRefusalsAge(seconds)
    expect(await life.checkNow()).not.toContain(WORKS)
  }
  expect((await life.row()).status).toBe('active')
  await life.world.simulator.behaveAgain()
  await life.recovers()
  expect(await life.row()).toMatchObject({ status: 'active', generation: '2', failure: null })
})

test('R04 refused credentials are the administrator’s matter, break no connection, and mend by themselves', async ({
  life,
}) => {
  const { simulator, database, client } = life.world
  await life.accessRunsOut()
  await simulator.fail({ kind: 'refuse_credentials' })
  await life.checkNow()
  expect(await life.verdict()).toContain('Setup problem')
  expect(await life.verdict()).toContain('app credentials')
  // Not asked again before the next try is due.
  await life.press(CHECK)
  expect(await life.refreshRequests()).toBe(1)
  expect(await (await client.get('/setup')).text()).toMatch(/credentials/)
  await simulator.behaveAgain()
  await database.letAttemptsAge(600)
  await database.askForDueWork()
  await expect.poll(async () => (await life.row()).generation, { timeout: 20_000 }).toBe('2')
  expect(await life.row()).toMatchObject({ status: 'active', failure: null })
})

test('R09 rotated, then a minute and a half of silence: one try more, and the true reason', async ({ life }) => {
  await life.accessRunsOut()
  await life.fails({ kind: 'lose_answer', target })
  await life.checkNow()
  await life.timePasses(90)
  await expect.poll(async () => (await life.row()).status, { timeout: 8_000 }).toBe('reconnect')
  expect(await life.row()).toMatchObject({ failure: 'answer_lost', attempt_at: null, due_at: null })
  expect(await life.verdict()).toContain('An answer from Qonto was lost, and the connection with it.')
  expect(await life.attempts()).toEqual(['unreachable', 'invalid_grant'])
  await life.world.database.askForDueWork()
  expect(await life.refreshRequests()).toBe(2)
  expect(await life.world.simulator.live('refresh'), 'the replay has ended the chain').toEqual([])
})

test('R13 a 403 is an answer: it never causes a renewal', async ({ life }) => {
  await life.fails({ kind: 'status', target: 'api', status: 403, times: 0 })
  await life.checkNow()
  expect(await life.refreshRequests()).toBe(0)
  expect(await life.apiCalls()).toBeLessThanOrEqual(3)
  expect((await life.row()).status).toBe('active')
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

test('R38 a renewal that is answered after the person has connected again changes nothing', async ({ life }) => {
  const { simulator, database, client } = life.world
  const { id } = await life.row()
  await life.accessRunsOut()
  await life.fails({ kind: 'delay', target, ms: 4_000, after: true })
  await database.letTurnsCome()
  const renewing = client.twin().press(life.path, CHECK)
  await expect.poll(async () => (await database.rotations()).length).toBe(1)
  expectConnected(await client.signIn('Camille', {}, { intent: 'reconnect', connection: id }))
  const anew = storedToken(await life.row(), 'refresh_token_sealed')
  await renewing
  expect((await database.rotations()).map(({ outcome }) => outcome)).toEqual(['overtaken'])
  expect(storedToken(await life.row(), 'refresh_token_sealed')).toBe(anew)
  // The former chain is revoked with everything that it has brought since; the new one lives, and works.
  await expect.poll(() => simulator.live('refresh')).toHaveLength(1)
  expect(await life.row()).toMatchObject({ id, status: 'active', generation: '2' })
  await life.recovers()
})
