import { afterEach, describe, expect, it, vi } from 'vitest'
import { GET } from '#app/api/health/route'
import { db } from '#lib/db'
import { tellProblems } from '#lib/jobs/tell-problems'
import { declareRestore } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import { log } from '#lib/log'
import { useHarness } from '#lib/testing/use-harness'
import { VERSION } from '#lib/version'

const HOUR_MS = 3_600_000

useHarness()
afterEach(async () => {
  vi.restoreAllMocks()
  await declareRestore()
  await tellProblems(0)
})
async function copy(): Promise<void> {
  await keyState()
  await db().canary.updateMany({ data: { databaseName: 'of-the-original' } })
}

describe('a problem that only an administrator can end', () => {
  it('is an error in the log at once and every hour, until it is over', async () => {
    const lines = vi.spyOn(log, 'error')
    expect(await tellProblems(0)).toEqual([])
    await copy()
    const told = []
    for (const now of [1, 60_000, HOUR_MS, HOUR_MS + 1, 2 * HOUR_MS + 1]) told.push(...(await tellProblems(now)))
    expect(told).toHaveLength(3)
    expect(lines).toHaveBeenCalledWith('operator_needed', { code: 'database_copied' })
    await declareRestore()
    expect(await tellProblems(9 * HOUR_MS)).toEqual([])
    await copy()
    expect(await tellProblems(9 * HOUR_MS + 1), 'again at once when it comes back').toEqual(['database_copied'])
  })

  it('is named by /api/health, which stays 200: no load balancer can help', async () => {
    const ask = async () => {
      const answer = await GET()
      return [answer.status, await answer.json()]
    }
    expect(await ask()).toEqual([200, { healthy: true, problems: [], version: VERSION }])
    await copy()
    expect(await ask()).toEqual([200, { healthy: true, problems: ['database_copied'], version: VERSION }])
  })
})
