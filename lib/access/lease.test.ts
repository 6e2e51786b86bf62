import { expect, it } from 'vitest'
import { beginAttempt, releaseLease } from '#lib/access/lease'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()

it('is won by one of those who ask, until its holder gives it back', async () => {
  const row = await harness.connected()
  const ask = () => beginAttempt(row, 'ory_rt_of-this-test', 'check')
  const attempt = await ask()
  expect([attempt?.generation, await ask()]).toEqual([row.generation, null])
  if (attempt) await releaseLease(attempt, { failure: 'timeout', retryInMs: 0, keepAttempt: false })
  expect(await ask()).toMatchObject({ generation: row.generation })
})
