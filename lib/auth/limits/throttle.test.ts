import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '#e2e/runner/test-database'
import { LIMITS } from '#lib/auth/limits/limit-catalogue'
import { throttle } from '#lib/auth/limits/throttle'
import { db } from '#lib/db'
import { newSecret } from '#lib/ids'
import { forgetLimits } from '#lib/jobs/forget-limits'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  Object.assign(process.env, {
    QONTO_ENVIRONMENT: 'simulator',
    DATABASE_URL: database.url,
    NEXTAUTH_SECRET: newSecret(),
    TOKEN_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
  })
})
afterAll(async () => {
  await db().$disconnect()
  await database.close()
})
beforeEach(() => db().rateLimit.deleteMany())

const ADDRESS = '203.0.113.9'
const used = (points: number) => db().rateLimit.updateMany({ data: { points } })

describe('a limit', () => {
  it('lets exactly its number through, however many come at once', async () => {
    await throttle('webhook', ADDRESS)
    await used(LIMITS.webhook.points - 10)
    const results = await Promise.all(Array.from({ length: 40 }, () => throttle('webhook', ADDRESS)))
    expect(results.filter(({ ok }) => ok)).toHaveLength(10)
    for (const result of results)
      if (!result.ok) {
        expect(result.reason.retryAfter).toBeGreaterThan(50)
        expect(result.reason.retryAfter).toBeLessThanOrEqual(60)
      }
  })

  it('counts each limit and each address for itself', async () => {
    await throttle('webhook', ADDRESS)
    await used(1_000)
    expect((await throttle('webhook', ADDRESS)).ok).toBe(false)
    expect((await throttle('webhook', '203.0.113.10')).ok).toBe(true)
    expect((await throttle('begin', ADDRESS)).ok).toBe(true)
  })

  it('begins anew when its time is over', async () => {
    await throttle('webhook', ADDRESS)
    await db().rateLimit.updateMany({ data: { points: 1_000, expire: BigInt(Date.now() - 1) } })
    expect((await throttle('webhook', ADDRESS)).ok).toBe(true)
    expect(await db().rateLimit.findMany()).toMatchObject([{ points: 1 }])
  })

  it('does not wait for the time of a replica whose clock is an hour ahead', async () => {
    await throttle('webhook', ADDRESS)
    await db().rateLimit.updateMany({ data: { points: 1_000, expire: BigInt(Date.now() + 3_660_000) } })
    expect((await throttle('webhook', ADDRESS)).ok).toBe(true)
    await throttle('webhook', ADDRESS)
    await used(1_000)
    expect(await throttle('webhook', ADDRESS)).toMatchObject({ ok: false })
  })

  it('does not count anew because two clocks are some seconds apart', async () => {
    await throttle('webhook', ADDRESS)
    await db().rateLimit.updateMany({ data: { points: 1_000, expire: BigInt(Date.now() + 65_000) } })
    expect(await throttle('webhook', ADDRESS)).toMatchObject({ ok: false })
  })

  it('stores no address', async () => {
    await throttle('begin', ADDRESS)
    await throttle('action', 'an-id')
    const text = JSON.stringify(await db().rateLimit.findMany(), (_, value) =>
      String(value) === '[object Object]' || Array.isArray(value) ? value : String(value),
    )
    expect(text).not.toMatch(/203|an-id|address|session/)
  })

  it('leaves nothing behind an hour after its time', async () => {
    await throttle('begin', ADDRESS)
    await forgetLimits(Date.now() + 3_600_000)
    expect(await db().rateLimit.count()).toBe(1)
    await forgetLimits(Date.now() + 3_700_000)
    expect(await db().rateLimit.count()).toBe(0)
  })
})
