import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTransaction, findTransaction } from '#lib/auth/transaction/transaction-store'
import { useHarness } from '#lib/testing/use-harness'

useHarness()
afterEach(() => {
  vi.useRealTimers()
})

const STATE = 'state-of-this-trip'
const begin = () =>
  createTransaction(STATE, {
    ...{ environment: 'simulator', intent: 'sign_in', scopes: ['openid'] },
    ...{ userId: null, sessionId: null, connectionId: null, chosenScopes: [], refusedScopes: [] },
  })
/** This replica's clock, by so many minutes ahead of everybody's. */
const clockIsAheadBy = (minutes: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 })

describe('a trip', () => {
  it('is in time on every replica, however far ahead its clock is', async () => {
    await begin()
    clockIsAheadBy(16)
    expect(await findTransaction(STATE)).toMatchObject({ consumed: false, expired: false })
  })

  it('begins when the database says so', async () => {
    clockIsAheadBy(-16)
    await begin()
    vi.useRealTimers()
    expect(await findTransaction(STATE)).toMatchObject({ expired: false })
  })
})
