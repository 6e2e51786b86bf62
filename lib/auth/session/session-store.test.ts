import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '#e2e/runner/test-database'
import { createSession, findSession, listSessions, type Session, touchSession } from '#lib/auth/session/session-store'
import { db } from '#lib/db'
import { newId, newSecret } from '#lib/ids'

let database: TestDatabase
let session: Session
const [userId, token] = [newId(), newSecret()]
beforeAll(async () => {
  database = await testDatabase()
  Object.assign(process.env, {
    QONTO_ENVIRONMENT: 'simulator',
    DATABASE_URL: database.url,
    NEXTAUTH_SECRET: newSecret(),
    TOKEN_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
  })
  await db().user.create({ data: { id: userId } })
})
afterAll(async () => {
  await db().$disconnect()
  await database.close()
})
beforeEach(async () => {
  await db().session.deleteMany()
  session = await createSession(token, userId, 'Firefox on Linux')
})
afterEach(() => {
  vi.useRealTimers()
})

const setBack = (minutes: number) => db().$executeRaw`
  UPDATE sessions SET created_at = created_at - make_interval(mins => ${minutes}::int),
    expires_at = expires_at - make_interval(mins => ${minutes}::int)`
const letIdle = (minutes: number) => db().$executeRaw`
  UPDATE sessions SET last_seen_at = now() - make_interval(mins => ${minutes}::int)`

/** This replica's clock, by so many minutes ahead of everybody's. */
const clockIsAheadBy = (minutes: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 })

describe('a session', () => {
  it('lives for twelve hours and no longer', async () => {
    expect(session.expiresAt.getTime() - session.createdAt.getTime()).toBe(12 * 3_600_000)
    await setBack(12 * 60 - 1)
    expect(await findSession(token)).toMatchObject({ id: session.id, userId })
    expect(await listSessions(userId)).toMatchObject([{ id: session.id, device: 'Firefox on Linux' }])
    await setBack(1)
    expect(await findSession(token)).toBeNull()
    expect(await listSessions(userId)).toEqual([])
  })

  it('ends after half an hour without use, and is used when it is touched', async () => {
    await letIdle(29)
    await touchSession(session.id)
    expect((await findSession(token))?.lastSeenAt.getTime()).toBeGreaterThanOrEqual(session.lastSeenAt.getTime())
    await letIdle(31)
    expect(await findSession(token)).toBeNull()
    expect(await listSessions(userId)).toEqual([])
  })

  for (const minutes of [60, -60])
    it(`is the same to a replica whose clock is wrong by ${minutes} minutes`, async () => {
      clockIsAheadBy(minutes)
      expect(await findSession(token)).toMatchObject({ id: session.id })
      await touchSession(session.id)
      await letIdle(31)
      expect(await findSession(token)).toBeNull()
      const other = await createSession(newSecret(), userId, null)
      expect(other.expiresAt.getTime() - session.expiresAt.getTime()).toBeLessThan(60_000)
      vi.useRealTimers()
      expect(await listSessions(userId)).toMatchObject([{ id: other.id }])
    })

  it('that is used on a replica whose clock is behind goes on elsewhere', async () => {
    clockIsAheadBy(-45)
    await touchSession(session.id)
    vi.useRealTimers()
    expect(await findSession(token)).toMatchObject({ id: session.id })
  })
})
