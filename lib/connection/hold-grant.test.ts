import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { discardHold, findHold, keepHold, placeOfHold } from '#lib/connection/answer-hold'
import { holdGrant } from '#lib/connection/hold-grant'
import { openQueued, openToken } from '#lib/connection/store'
import { useWorkshop } from '#lib/connection/use-workshop'
import { db } from '#lib/db'
import type { Connection, HeldGrant } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { expireHolds } from '#lib/jobs/expire-holds'

const workshop = useWorkshop()
let lumen: Connection
beforeEach(async () => {
  lumen = await workshop.connected({ person: 'Jonas', organization: 'Atelier Lumen' })
})

afterEach(() => {
  vi.useRealTimers()
})

/** Jonas reconnects Atelier Lumen and comes back with something else. */
async function hold(wish: object = { person: 'Jonas', organization: 'Buchwerk Treuhand' }): Promise<HeldGrant> {
  const as = { intent: 'reconnect' as const, userId: lumen.userId, connectionId: lumen.id }
  const id = await holdGrant(await workshop.consentOf(wish, as))
  return db().heldGrant.findUniqueOrThrow({ where: { id } })
}

describe('a grant that came back for another organisation', () => {
  it('waits sealed, with nothing to be read but the two names, and leaves the connection as it was', async () => {
    const held = await hold()
    expect(held).toMatchObject({
      organizationName: 'Buchwerk Treuhand GmbH',
      memberName: 'Jonas Feldmann',
      consentSealed: expect.stringMatching(/^v1\.test\./),
    })
    expect(JSON.stringify(held)).not.toContain('ory_')
    expect(await workshop.row(lumen.id)).toEqual(lumen)
  })

  it('becomes a connection of its own when it is kept, with its lifetimes counted from the consent', async () => {
    const held = await hold()
    expect(await placeOfHold(held)).toBeNull()
    const kept = await keepHold(held)
    if (!kept.ok) throw new Error(kept.reason)
    const row = await workshop.row(kept.value.connectionId)
    expect(row).toMatchObject({ userId: lumen.userId, organizationName: 'Buchwerk Treuhand GmbH', status: 'active' })
    expect(openToken(row, 'refreshTokenSealed')).toMatchObject({
      kind: 'open',
      token: expect.stringMatching(/^ory_rt_/),
    })
    expect(row.grantedAt.getTime()).toBeLessThanOrEqual(held.createdAt.getTime())
    expect(await workshop.row(lumen.id)).toEqual(lumen)
    expect(await db().revocation.count()).toBe(0)
  })

  it('is kept once, however often the button is pressed', async () => {
    const held = await hold()
    const results = await Promise.all([keepHold(held), keepHold(held)])
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    expect(results).toContainEqual({ ok: false, reason: 'flow_replayed' })
    expect(await db().connection.count()).toBe(2)
    // The chain that is in use must not be on the list of what is to be ended.
    expect(await db().revocation.count()).toBe(0)
  })

  it('is queued for revocation, once, when it is discarded', async () => {
    const held = await hold()
    await Promise.all([discardHold(held, 'you'), discardHold(held, 'you')])
    const [queued, ...more] = await db().$queryRaw<Array<{ id: string; token_sealed: string }>>`
      SELECT id, token_sealed FROM revocations`
    expect(more).toEqual([])
    expect(queued && openQueued(queued)).toMatchObject({ kind: 'open', token: expect.stringMatching(/^ory_rt_/) })
    expect(await keepHold(held)).toEqual({ ok: false, reason: 'flow_replayed' })
    expect(await workshop.row(lumen.id)).toEqual(lumen)
  })

  it('belongs to its person, and ends as a question after fifteen minutes', async () => {
    const held = await hold()
    expect(await findHold(held.id, newId())).toBeNull()
    expect(await findHold(held.id, lumen.userId)).toEqual(held)
    const old = new Date(Date.now() - 15 * 60_000)
    await db().heldGrant.update({ where: { id: held.id }, data: { createdAt: old } })
    expect(await findHold(held.id, lumen.userId)).toBeNull()
  })

  it('is discarded by the jobs when nobody answers, and not before', async () => {
    const held = await hold()
    expect(await expireHolds()).toBe(0)
    await db().heldGrant.update({ where: { id: held.id }, data: { createdAt: new Date(Date.now() - 15 * 60_000) } })
    expect(await expireHolds()).toBe(1)
    expect(await db().heldGrant.count()).toBe(0)
    expect(await db().revocation.findMany({ select: { cause: true } })).toEqual([{ cause: 'held_discarded' }])
    expect(
      await db().activity.findFirst({ where: { event: 'grant_discarded', connectionId: lumen.id } }),
    ).toMatchObject({
      actor: 'system',
    })
  })

  it('waits for as long as the clock of the database says, whichever replica asks or discards', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 })
    const held = await hold()
    expect(await findHold(held.id, lumen.userId)).toEqual(held)
    expect(await expireHolds()).toBe(0)
    vi.useRealTimers()
    expect(held.createdAt.getTime()).toBeLessThan(Date.now() + 60_000)
  })

  it('cannot be opened in the row of another', async () => {
    const [one, other] = [await hold(), await hold()]
    const { consentSealed } = other
    await db().heldGrant.update({ where: { id: one.id }, data: { consentSealed } })
    const moved = await db().heldGrant.findUniqueOrThrow({ where: { id: one.id } })
    expect(await keepHold(moved)).toEqual({ ok: false, reason: 'config_error' })
  })
})

describe('a grant that came back for another member of the same organisation', () => {
  it('would take the place of the present one, which is ended only when the person says so', async () => {
    const held = await hold({ person: 'Camille' })
    expect(await placeOfHold(held)).toMatchObject({ id: lumen.id })
    expect(await workshop.row(lumen.id)).toEqual(lumen)
    expect(await keepHold(held)).toMatchObject({ ok: true, value: { connectionId: lumen.id } })
    expect(await workshop.row(lumen.id)).toMatchObject({ memberName: 'Camille Rousseau', userId: lumen.userId })
    expect(await db().revocation.findMany({ select: { cause: true } })).toEqual([{ cause: 'replaced' }])
  })
})

describe('a grant of an identity that belongs to somebody else', () => {
  it('is refused, not held', async () => {
    await workshop.connected({ person: 'Giulia' })
    const as = { intent: 'reconnect' as const, userId: lumen.userId, connectionId: lumen.id }
    expect(await workshop.consent({ person: 'Giulia' }, as)).toEqual({ ok: false, reason: 'account_conflict' })
  })

  it('is refused and discarded when it came to belong to somebody else while it waited', async () => {
    const held = await hold({ person: 'Giulia' })
    await workshop.connected({ person: 'Giulia' })
    expect(await keepHold(held)).toEqual({ ok: false, reason: 'account_conflict' })
    expect(await db().heldGrant.count()).toBe(0)
    expect(await db().revocation.findMany({ select: { cause: true } })).toEqual([{ cause: 'held_discarded' }])
  })
})
