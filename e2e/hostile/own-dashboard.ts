import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataFiles } from '#scripts/data-directory'
import { readSecrets } from '#scripts/secrets'
import { startDashboard, type TestedDashboard } from '#scripts/test/dashboard'
import { openDatabase } from '../database.ts'
import { simulatorAt } from '../simulator.ts'
import { test as hostile } from './fixtures.ts'
import { Logs } from './logs.ts'

export { expect } from './fixtures.ts'

interface Own {
  dashboard: TestedDashboard
}

/** Cases that need a dashboard nobody has talked to before: what it remembers of Qonto's signing keys would decide them. */
export const test = hostile.extend<Record<never, never>, Own>({
  dashboard: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'dashboard-own-'))
      const dashboard = await startDashboard(new AbortController().signal, { logFile: join(folder, 'dashboard.log') })
      await use(dashboard)
      await dashboard.stop()
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  database: [
    async ({ dashboard }, use) => {
      const database = openDatabase(dashboard.databaseUrl)
      await use(database)
      await database.close()
    },
    { scope: 'worker' },
  ],
  keys: async ({ dashboard }, use) => {
    const secrets = await readSecrets(dataFiles(dashboard.data).secrets)
    await use(secrets?.TOKEN_ENCRYPTION_KEYS ?? '')
  },
  simulator: async ({ dashboard }, use) => use(simulatorAt(dashboard.simulatorUrl)),
  baseURL: async ({ dashboard }, use) => use(dashboard.url),
  logs: async ({ dashboard }, use) => use(new Logs(dashboard.logFile)),
})
