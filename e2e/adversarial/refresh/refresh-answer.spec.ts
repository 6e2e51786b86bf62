import { expect, test } from '#e2e/adversarial/fixtures'
import { storedToken } from '#e2e/adversarial/stored-tokens'
import type { Failure } from '#e2e/simulator'

// security.md 8.6: what may stand in the answer to a refresh, and what that means for the connection.

const target = 'refresh'
const WORKS = 'Done. Qonto answered, and it works.'
const merge = (json: Record<string, unknown>): Failure => ({ kind: 'merge', target, json })
const claims = (json: Record<string, unknown>): Failure => ({ kind: 'claims', target: 'id_token', json })

const HARMLESS: Array<[string, Failure[]]> = [
  ['nothing unusual', []],
  ['no refresh token, so that the old one stays', [merge({ refresh_token: null })]],
  ['no ID token', [merge({ id_token: null })]],
  ['no nonce', [claims({ nonce: null })]],
  ['no scopes', [merge({ scope: null })]],
  ['no lifetime', [merge({ expires_in: null })]],
  ['a lifetime written as text', [merge({ expires_in: '3599' })]],
  ['a lifetime of nothing', [merge({ expires_in: 0 })]],
  ['a lifetime of ages', [merge({ expires_in: 1e12 })]],
  ['a list of scopes and no token type', [merge({ scope: [], token_type: null })]],
  ['the token type BEARER', [merge({ token_type: 'BEARER' })]],
  ['an ID token that is over', [claims({ exp: 1, iat: 0 })]],
  ['an ID token from the future', [claims({ iat: 4_000_000_000, exp: 4_000_003_600 })]],
  ['another time of the sign-in', [claims({ auth_time: 1 })]],
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

test('R01 a refresh that is signed with a new key succeeds', async ({ life }) => {
  await life.accessRunsOut()
  await life.world.simulator.rollKey()
  expect(await life.checkNow()).toContain(WORKS)
  expect(await life.row()).toMatchObject({ generation: '2', verified: true })
})

for (const expires_in of [30, 300])
  test(`R38 an access token that lives for ${expires_in} seconds is used as it is, with one refresh for each time`, async ({
    life,
  }) => {
    await life.accessRunsOut()
    await life.fails({ ...merge({ expires_in }), times: 0 } as Failure)
    expect(await life.checkNow()).toContain(WORKS)
    expect(await life.attempts()).toEqual(['rotated'])
    expect(await life.checkNow()).toContain(WORKS)
    expect(await life.refreshRequests()).toBe(2)
    expect(await life.verdict()).toContain('The connection works.')
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

const SOMEBODY_ELSE: Array<[string, Failure]> = [
  ['subject', claims({ sub: '01900000-0000-7000-8000-000000000305' })],
  ['subject by one character', { kind: 'append', target: 'id_token', claim: 'sub', suffix: '1' }],
]
const CHANGED: Array<[string, Failure]> = [
  ['issuer', claims({ iss: 'https://issuer.example' })],
  ['issuer by one character', { kind: 'append', target: 'id_token', claim: 'iss', suffix: '/' }],
  ['audience', claims({ aud: ['another-app'] })],
  ['authorized party', claims({ azp: 'another-app' })],
  ['nonce', claims({ nonce: 'of-another-trip' })],
]
for (const [what, failure] of SOMEBODY_ELSE)
  test(`R10 an ID token with another ${what} takes the connection out of use and ends the new pair`, async ({
    life,
    logs,
  }) => {
    const { simulator, database } = life.world
    await life.accessRunsOut()
    await life.fails(failure)
    expect(await life.checkNow()).not.toContain(WORKS)
    expect(await life.row()).toMatchObject({ status: 'quarantined', verified: false })
    expect(await life.verdict()).toContain('We stopped using this connection to be safe.')
    expect(await life.apiCalls(), 'uses of the new access token').toBe(0)
    await expect.poll(() => simulator.live('refresh'), { timeout: 5_000 }).toEqual([])
    expect(await life.refreshRequests()).toBe(1)
    expect(await database.events()).toContain('quarantined')
    expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'connection_quarantined', level: 50 }))
    for (const button of [/^Check now$/, /^Try now$/, /^Pause$/]) expect(await life.offers(button)).toBe(false)
    expect((await life.client.connect('Camille')).error).toBeNull()
    expect(await life.verdict()).toContain('The connection works.')
  })

for (const [what, failure] of CHANGED)
  test(`R10 an ID token with another ${what} is not used, ends nothing, and heals with the next one`, async ({
    life,
    logs,
  }) => {
    await life.accessRunsOut()
    await life.fails(failure)
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

test('R36 an ID token of another subject whose signature nobody made ends nothing', async ({ life }) => {
  await life.accessRunsOut()
  await life.fails(claims({ sub: '01900000-0000-7000-8000-000000000305' }))
  await life.fails({ kind: 'bad_signature', target: 'id_token' })
  expect(await life.checkNow()).not.toContain(WORKS)
  expect(await life.row()).toMatchObject({ status: 'active', generation: '2', verified: false })
  expect(await life.apiCalls(), 'uses of the new access token').toBe(0)
  expect(await life.world.simulator.requests('revoke'), 'revocations').toEqual([])
  await life.accessRunsOut()
  await life.recovers()
})

const UNPROVEN: Array<[string, Failure]> = [
  ['a broken signature', { kind: 'bad_signature', target: 'id_token' }],
  ['no signature', { kind: 'alg', target: 'id_token', alg: 'none' }],
  ['a signature with the client secret', { kind: 'alg', target: 'id_token', alg: 'HS256' }],
  ['the signature of an unknown key', { kind: 'other_key', target: 'id_token' }],
  ['the hash of another access token', { kind: 'append', target: 'id_token', claim: 'at_hash', suffix: '1' }],
  ['words instead of a token', merge({ id_token: 'not a token' })],
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
    expect(await life.verdict()).toContain('We could not check yet whom the last renewal belongs to.')
    expect(await life.checkNow()).not.toContain(WORKS)
    expect(await life.apiCalls(), 'uses of the new access token').toBe(0)
    expect(await life.refreshRequests()).toBe(1)
    expect(logs.lines()).toContainEqual(expect.objectContaining({ msg: 'refreshed_identity_not_verified' }))
    // The next pair, which names the right person again, is as good as any.
    await life.accessRunsOut()
    await life.recovers()
    expect(await life.row()).toMatchObject({ generation: '3', verified: true, failure: null })
  })
