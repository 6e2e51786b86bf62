import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { measure, WRONG_CLOCKS } from '#e2e/chaos/clock'

// A day in the life of a connection under every wrong clock of the measurements.

for (const wrong of WRONG_CLOCKS)
  test(`N06 ${wrong.name}: no verdict changes, no answer 401, no refresh too many`, async ({ stage, worker }) => {
    const { verdicts, refused, refreshes } = await measure({ stage, worker }, wrong)
    expect(verdicts).toEqual(verdicts.map(() => 'ok: proven'))
    expect(refused).toBe(0)
    // Three hours of life or one, each with its refresh, and one that is asked for at the end of three.
    expect(refreshes).toBeGreaterThan(0)
    expect(refreshes).toBeLessThanOrEqual(wrong.name.endsWith('all the time') ? 4 : 1)
  })
