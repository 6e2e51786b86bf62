import { describe, expect, it } from 'vitest'
import { connect } from '#lib/connection/connect'
import { discardGrant } from '#lib/connection/discard-grant'
import { guardGrant } from '#lib/connection/guard-grant'
import { revokeQueued } from '#lib/connection/revoke-queued'
import { useWorkshop } from '#lib/connection/use-workshop'
import { db } from '#lib/db'

const workshop = useWorkshop()

const live = async () => (await workshop.bench.command('state')).consents.filter((consent) => consent.live).length
/** A consent as far as the moment before it is stored, with its guard. */
async function guarded() {
  const consent = await workshop.consentOf()
  const token = consent.grant.refreshToken ?? ''
  return { ...consent, token, guard: await guardGrant(token, consent.grantedAt) }
}

describe('a grant that was received and is not stored yet', () => {
  it('is left alone for a minute, and revoked when nobody came for it', async () => {
    const { guard } = await guarded()
    expect(await revokeQueued()).toEqual({ revoked: 0, failed: 0 })
    expect(await live()).toBe(1)
    await db().revocation.updateMany({ where: { id: guard ?? '' }, data: { nextAttemptAt: new Date(0) } })
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

  it('is revoked at once, by the entry it has already, when it is refused', async () => {
    const { token, guard } = await guarded()
    await discardGrant(token, 'account_conflict', guard)
    expect(await db().revocation.findMany({ select: { cause: true } })).toEqual([{ cause: 'account_conflict' }])
    expect(await revokeQueued()).toEqual({ revoked: 1, failed: 0 })
    expect(await live()).toBe(0)
  })
})
