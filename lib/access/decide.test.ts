import { beforeEach, describe, expect, it } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { pause } from '#lib/connection/changes/pause'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
})

/** As somebody asks who has read the row for himself, with something else in it. */
async function asked(changes: Partial<Connection> = {}, wish: Parameters<typeof accessToken>[1] = {}, ageMs = 0) {
  const read = { row: { ...row, ...changes }, now: await databaseNow(), asOf: performance.now() - ageMs }
  return accessToken(row.id, { minTtl: 60, ...wish, read })
}
const rotations = () => db().rotation.count()
const soon = (seconds: number) => new Date(Date.now() + seconds * 1_000)

describe('a row that was just read', () => {
  it('answers by itself while its token is fresh', async () => {
    await db().connection.delete({ where: { id: row.id } })
    expect(await asked()).toMatchObject({ ok: true, value: { generation: 1n, expiresAt: row.accessExpiresAt } })
  })

  it.each<[string, Partial<Connection>, string]>([
    ['is paused', { status: 'frozen' }, 'paused'],
    ['is being ended', { status: 'disconnecting' }, 'gone'],
    ['was ended', { status: 'disconnected' }, 'gone'],
    ['is quarantined', { status: 'quarantined' }, 'reconnect'],
    ['was refused by Qonto', { status: 'reconnect' }, 'reconnect'],
    ['is of another app at Qonto', { clientId: 'another-app' }, 'reconnect'],
    ['has another owner than Qonto says', { otherOwnerAt: new Date() }, 'other_owner'],
    ['holds what no key opens', { accessTokenSealed: 'v1.gone.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAA' }, 'locked'],
    ['was sealed for somebody else', { subject: 'somebody-else' }, 'locked'],
    ['cannot renew what is over', { accessExpiresAt: new Date(0), refreshTokenSealed: null }, 'reconnect'],
  ])('hands out nothing when it %s', async (_, changes, reason) => {
    expect(await asked(changes)).toEqual({ ok: false, reason })
    expect(await rotations()).toBe(0)
  })

  it('whose token lives too short, or was rejected, leads to one refresh and its new token', async () => {
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: soon(120) } })
    const short = { accessExpiresAt: soon(120) }
    expect(await asked(short, { minTtl: 60 })).toMatchObject({ value: { generation: 1n } })
    expect(await asked(short, { minTtl: 300 })).toMatchObject({ value: { generation: 2n } })
    row = await harness.row(row.id)
    expect(await asked({}, { refusedGeneration: 2n })).toMatchObject({ value: { generation: 3n } })
    expect(await rotations()).toBe(2)
  })

  it('whose new pair nobody has verified yet hands it out only after that', async () => {
    await db().connection.update({ where: { id: row.id }, data: { verified: false } })
    expect((await asked({ verified: false })).ok).toBe(true)
    expect((await harness.row(row.id)).verified).toBe(true)
  })

  it('is read again by a caller who took long to send the rest: what was paused meanwhile is paused', async () => {
    await pause(row)
    expect((await asked({}, {}, 900)).ok).toBe(true)
    expect(await asked({}, {}, 1_100)).toEqual({ ok: false, reason: 'paused' })
  })
})
