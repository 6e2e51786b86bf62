import { describe, expect, it } from 'vitest'
import { connect } from '#lib/consent/store-consent'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newId } from '#lib/ids'
import { queueRevocation } from '#lib/keys/sealed-store'
import { discardGrant } from '#lib/revocation/discard-grant'
import { guardGrant } from '#lib/revocation/guard-grant'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()

const live = async () => (await harness.bench.command('state')).consents.filter((consent) => consent.live).length
/** A consent as far as the moment before it is stored, with its guard. */
async function guarded() {
  const consent = await harness.consentOf()
  const token = consent.grant.refreshToken ?? ''
  return { ...consent, token, guard: await guardGrant(token, consent.grantedAt) }
}

describe('a grant that was received and is not stored yet', () => {
  it('is left alone for a minute, and revoked when nobody came for it', async () => {
    const { guard } = await guarded()
    expect(await revokeQueued()).toEqual({ revoked: 0, failed: 0 })
    expect(await live()).toBe(1)
    await db().revocation.updateMany({ where: { id: guard?.id ?? '' }, data: { nextAttemptAt: new Date(0) } })
    expect(await revokeQueued()).toEqual({ revoked: 1, failed: 0 })
    expect(await live()).toBe(0)
  })

  it('has no guard any more when it is stored', async () => {
    expect(await connect(await guarded())).toMatchObject({ ok: true })
    expect(await db().revocation.count()).toBe(0)
  })

  it('is not stored when its revocation has begun', async () => {
    const consent = await guarded()
    await db().revocation.updateMany({ data: { attempts: 1 } })
    expect(await connect(consent)).toEqual({ ok: false, reason: 'flow_expired' })
    expect(await db().user.count()).toBe(0)
  })

  // Its commit had hung: the callback had given up, and a connection that worked was revoked.
  it('is not revoked when it was stored after all', async () => {
    const consent = await guarded()
    expect(await connect(consent)).toMatchObject({ ok: true })
    await discardGrant(consent.token, 'storage_unavailable', consent.guard)
    expect(await revokeQueued()).toEqual({ revoked: 0, failed: 0 })
    expect(await live()).toBe(1)
  })

  // The entry was written and its confirmation lost: a minute later it ended the connection that had been stored meanwhile.
  it('is not ended by an entry of which nobody could say whether it was written', async () => {
    const { guard, ...consent } = await guarded()
    const unsure = { id: guard?.id ?? '', isWritten: false }
    expect(await connect({ ...consent, guard: unsure })).toMatchObject({ ok: true })
    await discardGrant(consent.token, 'storage_unavailable', unsure)
    await db().revocation.updateMany({ data: { nextAttemptAt: new Date(0) } })
    expect(await revokeQueued()).toEqual({ revoked: 0, failed: 0 })
    expect(await live()).toBe(1)
  })

  it('is not ended by an entry that arrives after it was stored', async () => {
    const consent = await harness.consentOf()
    const { environment, clientId } = settings()
    const late = {
      id: newId(),
      environment,
      clientId,
      connectionId: null,
      token: consent.grant.refreshToken,
      cause: 'x',
    }
    expect(await connect({ ...consent, guard: { id: late.id, isWritten: false } })).toMatchObject({ ok: true })
    await expect(queueRevocation(db(), late)).rejects.toThrow()
    expect(await live()).toBe(1)
  })

  it('is revoked when it is refused, whether or not its entry was written', async () => {
    const [one, other] = [await guarded(), await guarded()]
    await discardGrant(one.token, 'x', { id: one.guard?.id ?? '', isWritten: false })
    await db().revocation.deleteMany({ where: { id: other.guard?.id ?? '' } })
    await discardGrant(other.token, 'x', { id: other.guard?.id ?? '', isWritten: false })
    expect(await revokeQueued()).toEqual({ revoked: 2, failed: 0 })
    expect(await live()).toBe(0)
  })

  it('is revoked at once, by the entry it has already, when it is refused', async () => {
    const { token, guard } = await guarded()
    await discardGrant(token, 'account_conflict', guard)
    expect(await db().revocation.findMany({ select: { cause: true } })).toEqual([{ cause: 'account_conflict' }])
    expect(await revokeQueued()).toEqual({ revoked: 1, failed: 0 })
    expect(await live()).toBe(0)
  })
})
