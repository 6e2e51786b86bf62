import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDashboard, type TestedDashboard } from '#e2e/runner/dashboard'
import { HttpClient } from '#e2e/support/http-client'
import { test as base, expect } from './fixtures.ts'
import { Logs } from './logs.ts'

export { expect }

interface WorkerFixtures {
  /** Settings in which it differs from the one that all tests share. A file says them, also when there are none (`{}`). */
  settings: Record<string, string> | undefined
  dashboard: TestedDashboard
}

/** The bank and the database are those of everybody; what a process remembers, its settings and its log are its own. */
export function sharedSettings(): Record<string, string> {
  return {
    // The conditions of the test runner are none of the launcher's.
    NODE_OPTIONS: '',
    QONTO_OAUTH_URL: process.env.E2E_SIMULATOR_URL ?? '',
    DATABASE_URL: process.env.E2E_DATABASE_URL ?? '',
    TOKEN_ENCRYPTION_KEYS: process.env.E2E_ENCRYPTION_KEYS ?? '',
    MOORING_JOBS: 'off',
  }
}

/**
 * Cases against a dashboard that nobody else uses, started for each file that imports this and says `test.use({ settings })`.
 * Without its own words a file would share its dashboard, and what that remembers, with the file before it.
 */
export const test = base.extend<object, WorkerFixtures>({
  settings: [undefined, { scope: 'worker', option: true }],
  dashboard: [
    async ({ settings }, use) => {
      if (!settings)
        throw new Error('Say `test.use({ settings: {} })`: only then is the dashboard of this file its own.')
      const folder = await mkdtemp(join(tmpdir(), 'own-dashboard-'))
      const env = { ...sharedSettings(), ...settings }
      const dashboard = await startDashboard(new AbortController().signal, { logFile: join(folder, 'log'), env })
      await use(dashboard)
      expect(await dashboard.stop()).toBe(0)
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ dashboard }, use) => use(dashboard.url),
  logs: async ({ dashboard }, use) => use(new Logs(dashboard.logFile)),
  newClient: async ({ dashboard, baseURL, simulator, transcript }, use) =>
    use(() => new HttpClient(baseURL ?? '', simulator, transcript, dashboard.logFile)),
})
