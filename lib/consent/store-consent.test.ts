import { describe, expect, it, vi } from 'vitest'
import { pause } from '#lib/connection/changes/pause'
import { connect } from '#lib/consent/store-consent'
import { db } from '#lib/db'
import { openToken } from '#lib/keys/sealed-store'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()

/** He belongs to several organisations. */
const TRAVELLER = 'Jonas'
const ORGANIZATIONS = ['Buchwerk Treuhand', 'Atelier Lumen'] as const
const WITHOUT_ORGANIZATION = 'openid offline_access'

describe('a first sign-in', () => {
  it('knows its own commit whose confirmation was lost, and does not put its tokens on the list to be revoked', async () => {
    const consent = await harness.consentOf({ person: 'Camille' })
    const transact = db().$transaction.bind(db())
    const lost = vi.spyOn(db(), '$transaction').mockImplementationOnce((async (
      ...args: Parameters<typeof transact>
    ) => {
      await transact(...args)
      throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })
    }) as never)
    // However slow this machine is: nothing is begun anew after a second.
    vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    const result = await connect(consent)
    expect(lost).toHaveBeenCalledTimes(2)
    lost.mockRestore()
    expect(result).toMatchObject({ ok: true, value: { kept: false } })
    expect(await db().revocation.count()).toBe(0)
    expect(await db().connection.findMany({ select: { generation: true } })).toEqual([{ generation: 1n }])
  })

  it('stores person, identity and connection, and every token sealed', async () => {
    const row = await harness.connected({ person: 'Camille' })
    expect(row).toMatchObject({
      status: 'active',
      generation: 1n,
      organizationName: 'Atelier Lumen SAS',
      organizationConfirmed: true,
    })
    expect(row.accessTokenSealed).toMatch(/^v1\.test\./)
    expect(openToken(row, 'accessTokenSealed')).toMatchObject({
      kind: 'open',
      token: expect.stringMatching(/^ory_at_/),
    })
    expect(await db().account.count({ where: { userId: row.userId, subject: row.subject } })).toBe(1)
  })

  it('connects without organisation and member when their scopes were not granted, and does not guess them', async () => {
    const row = await harness.connected({ query: { scope: WITHOUT_ORGANIZATION } })
    expect(row).toMatchObject({ organizationId: null, membershipId: null, organizationConfirmed: false })
  })

  it('connects while the organisation cannot be read, and says that it is not confirmed', async () => {
    await harness.bench.command('failures', { target: 'organization', kind: 'status', status: 500, times: 0 })
    expect(await harness.connected()).toMatchObject({
      organizationId: null,
      organizationConfirmed: false,
      memberName: 'Camille Rousseau',
    })
  })
})

describe('signing in again', () => {
  it('replaces the stored tokens and keeps the id', async () => {
    const before = await harness.connected()
    const after = await harness.connected()
    expect(after.id).toBe(before.id)
    expect(after.generation).toBe(before.generation + 1n)
    expect(openToken(after, 'refreshTokenSealed')).not.toEqual(openToken(before, 'refreshTokenSealed'))
  })

  it('queues the replaced chain for revocation', async () => {
    await harness.connected()
    await harness.connected()
    expect(await db().revocation.findMany({ select: { cause: true } })).toEqual([{ cause: 'replaced' }])
  })

  // It was stored, and then revoked as the chain that it had replaced.
  it('revokes nothing when the provider hands out again what it has given', async () => {
    const [first, again] = [await harness.consentOf(), await harness.consentOf()]
    const { accessToken, refreshToken } = first.grant
    await connect(first)
    expect(await connect({ ...again, grant: { ...again.grant, accessToken, refreshToken } })).toMatchObject({
      ok: true,
    })
    const poorer = { ...again.grant, accessToken, refreshToken, scopes: ['openid'] }
    const { transaction } = await harness.consentOf()
    expect(await connect({ ...again, transaction, grant: poorer })).toMatchObject({ ok: true, value: { kept: true } })
    expect(await db().revocation.count()).toBe(0)
  })

  it.each([
    ['no renewal', ['openid', 'membership.read']],
    ['fewer scopes', ['openid', 'offline_access', 'organization.read']],
  ])('never makes a working connection poorer by %s, and queues the poorer grant instead', async (_, scopes) => {
    const before = await harness.connected()
    const result = await harness.consent({ scopes })
    expect(result).toMatchObject({ ok: true, value: { kept: true, connectionId: before.id } })
    expect(await harness.row(before.id)).toMatchObject({
      generation: before.generation,
      refreshTokenSealed: before.refreshTokenSealed,
    })
    expect(await db().revocation.findMany({ select: { cause: true } })).toEqual([{ cause: 'poorer_grant' }])
  })

  it('takes a poorer grant when the stored one is broken', async () => {
    const before = await harness.connected()
    await db().connection.update({ where: { id: before.id }, data: { status: 'reconnect', failure: 'invalid_grant' } })
    expect(await harness.connected({ scopes: ['openid', 'membership.read'] })).toMatchObject({
      id: before.id,
      status: 'active',
      refreshTokenSealed: null,
    })
  })

  it('leaves a paused connection paused', async () => {
    const before = await harness.connected()
    await pause(before)
    expect(await harness.connected()).toMatchObject({ id: before.id, status: 'frozen' })
  })

  it('starts a disconnected connection again, with its id', async () => {
    const before = await harness.connected()
    await db().connection.update({
      where: { id: before.id },
      data: { status: 'disconnected', accessTokenSealed: null, refreshTokenSealed: null, idTokenSealed: null },
    })
    expect(await harness.connected()).toMatchObject({ id: before.id, status: 'active', disconnectedAt: null })
  })

  it('keeps the connection while the organisation cannot be read, unconfirmed', async () => {
    const before = await harness.connected()
    await harness.bench.command('failures', { target: 'organization', kind: 'status', status: 500, times: 0 })
    expect(await harness.connected()).toMatchObject({
      id: before.id,
      organizationId: before.organizationId,
      organizationConfirmed: false,
    })
  })

  it('makes one person and one connection of two callbacks at the same moment', async () => {
    const results = await Promise.all([harness.consent(), harness.consent()])
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect([await db().user.count(), await db().connection.count()]).toEqual([1, 1])
  })
})

describe('connecting another organisation', () => {
  const of = (organization: string) => ({ person: TRAVELLER, organization })

  it('adds a second connection to the person who began it', async () => {
    const first = await harness.connected(of(ORGANIZATIONS[0]))
    const second = await harness.connected(of(ORGANIZATIONS[1]), { intent: 'connect', userId: first.userId })
    expect(second).toMatchObject({ userId: first.userId })
    expect(second.id).not.toBe(first.id)
    expect(second.organizationId).not.toBe(first.organizationId)
  })

  it('finds the same connection again when the same organisation comes back', async () => {
    const first = await harness.connected(of(ORGANIZATIONS[0]))
    expect(await harness.connected(of(ORGANIZATIONS[0]), { intent: 'connect', userId: first.userId })).toMatchObject({
      id: first.id,
    })
  })

  it('refuses an identity that belongs to somebody else, and stores nothing', async () => {
    const camille = await harness.connected({ person: 'Camille' })
    await harness.connected({ person: 'Giulia' })
    const before = await db().connection.findMany({ orderBy: { id: 'asc' } })
    expect(await harness.consent({ person: 'Giulia' }, { intent: 'connect', userId: camille.userId })).toEqual({
      ok: false,
      reason: 'account_conflict',
    })
    expect(await db().connection.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
  })
})

describe('a plain sign-in', () => {
  it('becomes whoever signed in and links nothing to anybody', async () => {
    const camille = await harness.connected({ person: 'Camille' })
    const giulia = await harness.connected({ person: 'Giulia' })
    expect(giulia.userId).not.toBe(camille.userId)
  })
})

describe('reconnecting', () => {
  it('keeps the id, and what the connection had stays until the new grant is stored', async () => {
    const before = await harness.connected({ person: 'Camille' })
    const after = await harness.connected(
      { person: 'Camille' },
      { intent: 'reconnect', userId: before.userId, connectionId: before.id },
    )
    expect(after).toMatchObject({ id: before.id, generation: before.generation + 1n })
  })

  it('never overwrites a connection with another organisation', async () => {
    const before = await harness.connected({ person: TRAVELLER, organization: ORGANIZATIONS[0] })
    const as = { intent: 'reconnect' as const, userId: before.userId, connectionId: before.id }
    expect(await harness.consent({ person: TRAVELLER, organization: ORGANIZATIONS[1] }, as)).toEqual({
      ok: false,
      reason: 'other_owner',
    })
    expect(await harness.row(before.id)).toEqual(before)
  })
})
