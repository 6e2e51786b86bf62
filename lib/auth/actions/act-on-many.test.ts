import { beforeEach, describe, expect, it } from 'vitest'
import { actOnMany } from '#lib/auth/actions/act-on-many'
import { recordActivity } from '#lib/connection/activity'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
let stranger: Connection
beforeEach(async () => {
  row = await harness.connected()
  stranger = await harness.connected({ person: 'Giulia' })
})

const act = (name: string, ids: unknown[], label = '') => actOnMany(personOf(row.userId), { act: name, ids, label })

describe('an act on several connections', () => {
  it.each(['check', 'pause', 'label', 'archive', 'delete'])(
    'does nothing to those of another person: %s',
    async (name) => {
      const before = await harness.row(stranger.id)
      expect(await act(name, [stranger.id], 'x')).toMatchObject({ ok: true, value: { done: 0, left: 0 } })
      expect(await harness.row(stranger.id)).toEqual(before)
    },
  )

  it('pauses and resumes each once, however often it is sent', async () => {
    const results = [await act('pause', [row.id, row.id]), await act('pause', [row.id])]
    expect(results).toMatchObject([{ value: { done: 1, left: 0 } }, { value: { done: 0, left: 1 } }])
    expect((await harness.row(row.id)).status).toBe('frozen')
    await act('resume', [row.id])
    expect((await harness.row(row.id)).status).toBe('active')
    expect(await db().activity.count({ where: { event: 'paused' } })).toBe(1)
  })

  it('leaves checking to the jobs, and asks once in a few seconds', async () => {
    expect(await act('check', [row.id])).toMatchObject({ value: { done: 1 } })
    const planned = await harness.row(row.id)
    expect(planned.dueAt?.getTime()).toBeLessThanOrEqual(Date.now() + 1_000)
    expect(await act('check', [row.id])).toMatchObject({ value: { done: 0, left: 1 } })
  })

  it('adds a label once and takes it away, and archives only what has ended', async () => {
    await act('label', [row.id], ' Ret\u202eail ')
    await act('label', [row.id], 'Retail')
    expect((await harness.row(row.id)).labels).toEqual(['Retail'])
    await act('unlabel', [row.id], 'Retail')
    expect((await harness.row(row.id)).labels).toEqual([])
    expect(await act('archive', [row.id])).toMatchObject({ value: { done: 0, left: 1 } })
    for (const label of 'abcdefghijkl') await act('label', [row.id], label)
    expect((await harness.row(row.id)).labels).toHaveLength(10)
  })

  it('deletes only what has ended, with everything that is about it; the log says no longer what it was', async () => {
    await harness.twins(row, 1, { status: 'disconnected', disconnectedAt: new Date(), note: 'Ask Camille' })
    const { id } = await db().connection.findFirstOrThrow({ where: { status: 'disconnected' } })
    await recordActivity(db(), {
      event: 'disconnected',
      actor: 'you',
      outcome: 'done',
      userId: row.userId,
      connectionId: id,
    })
    expect(await act('delete', [id, row.id])).toMatchObject({ value: { done: 1, left: 1 } })
    expect(await db().connection.findMany({ where: { userId: row.userId } })).toEqual([
      expect.objectContaining({ id: row.id, status: 'active' }),
    ])
    const log = await db().activity.findMany({ where: { event: { in: ['disconnected', 'connection_deleted'] } } })
    expect(log.map(({ event, userId, connectionId }) => [event, userId, connectionId]).toSorted()).toEqual([
      ['connection_deleted', row.userId, null],
      ['disconnected', null, null],
    ])
    expect(await act('delete', [id])).toMatchObject({ value: { done: 0, left: 0 } })
  })

  it.each([
    ['none_picked', 'pause', []],
    ['none_picked', 'pause', ["' OR 1=1", 7]],
    ['too_many_picked', 'pause', Array.from({ length: 51 }, newId)],
    ['unknown_act', 'disconnect', [newId()]],
    ['label_missing', 'label', [newId()]],
  ])('refuses with a reason: %s', async (reason, name, ids) => {
    expect(await act(name, ids)).toEqual({ ok: false, reason })
  })

  it('refuses a label that is too long', async () => {
    expect(await act('label', [row.id], 'x'.repeat(41))).toEqual({ ok: false, reason: 'label_too_long' })
  })
})
