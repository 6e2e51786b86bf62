import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { discardUnstored } from '#lib/auth/next-auth/exchange-and-verify'
import { storeConsent } from '#lib/auth/next-auth/sign-in-callback'
import type { Flow } from '#lib/auth/transaction/flow'
import { db } from '#lib/db'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let flow: Flow
beforeEach(async () => {
  const { transaction, grant, grantedAt } = await harness.consentOf()
  flow = {
    ...{ reference: 'TEST-TEST', transaction, response: new URLSearchParams(), grant: { grant, grantedAt } },
    ...{ deadline: AbortSignal.timeout(10_000), device: null, former: null },
    checks: { state: 's', nonce: 'n', pkceCodeVerifier: 'v' },
  }
})
afterEach(() => {
  vi.restoreAllMocks()
})

const live = async () => (await harness.bench.command('state')).consents.filter((consent) => consent.live).length

describe('a grant of a callback that failed', () => {
  it('is revoked', async () => {
    await discardUnstored({ ...flow, failure: 'account_conflict' })
    expect(await db().revocation.findMany({ select: { cause: true } })).toEqual([{ cause: 'account_conflict' }])
    expect(await revokeQueued()).toEqual({ revoked: 1, failed: 0 })
    expect(await live()).toBe(0)
  })

  it('is not revoked when it was stored and only the confirmation of the commit was lost', async () => {
    loseConfirmations()
    expect(await storeConsent(flow)).toBe(false)
    vi.restoreAllMocks()
    expect(await db().connection.count()).toBe(1)
    await discardUnstored(flow)
    expect(await revokeQueued()).toEqual({ revoked: 0, failed: 0 })
    expect(await live()).toBe(1)
  })

  it.each([
    ['is not revoked', 'commits', 'COMMIT', 1],
    ['is revoked', 'is rolled back', 'ROLLBACK', 0],
  ] as const)('%s when its transaction, which hung, %s in the end', async (_, __, end, left) => {
    const { id } = flow.transaction
    let discarding = Promise.resolve()
    const hung = db().$transaction(async (tx) => {
      await tx.transaction.update({ where: { id }, data: { outcome: 'connected' } })
      discarding = discardUnstored({ ...flow, isInDoubt: true })
      await wait(200)
      if (end === 'ROLLBACK') throw new Error('rolled back')
    })
    await hung.catch(() => null)
    await discarding
    await revokeQueued()
    expect(await live()).toBe(left)
  })
})

/** The first transaction commits and nothing says so; then the database is away. */
function loseConfirmations(): void {
  const transact = db().$transaction.bind(db())
  const away = () => Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })
  vi.spyOn(db(), '$transaction')
    .mockImplementation((() => Promise.reject(away())) as never)
    .mockImplementationOnce((async (...args: Parameters<typeof transact>) => {
      await transact(...args)
      throw away()
    }) as never)
}
