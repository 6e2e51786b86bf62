import { test as base, expect } from '@playwright/test'
import { Aftermath } from '#e2e/adversarial/aftermath'
import { Logs } from '#e2e/adversarial/logs'
import type { Database } from '#e2e/support/database'
import { HttpClient } from '#e2e/support/http-client'
import { type Simulator, simulatorAt } from '#e2e/support/simulator'
import { Transcript } from '#e2e/support/transcript'
import { KillableDashboard } from './killable-dashboard.ts'

export { expect }

interface Fixtures {
  simulator: Simulator
  database: Database
  transcript: Transcript
  logs: Logs
  aftermath: Aftermath
  newClient: () => HttpClient
  client: HttpClient
}

interface WorkerFixtures {
  /** One for all cases of a file; whoever kills it starts it again. */
  killable: KillableDashboard
}

/** The fixtures of the adversarial cases, around a dashboard that may be killed. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  killable: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const killable = await KillableDashboard.start()
      await use(killable)
      await killable.end()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  simulator: async ({ killable }, use) => use(simulatorAt(killable.dashboard.simulatorUrl)),
  database: async ({ killable }, use) => use(killable.database),
  // biome-ignore lint/correctness/noEmptyPattern: the same.
  transcript: async ({}, use) => use(new Transcript()),
  // biome-ignore lint/correctness/noEmptyPattern: the same.
  logs: async ({}, use) => use(new Logs(process.env.E2E_LOG_FILE ?? '')),
  aftermath: [
    async ({ killable, simulator, database, logs, transcript }, use) => {
      await simulator.forgetEverything()
      await database.empty()
      const { url: origin } = killable.dashboard
      const aftermath = new Aftermath({ simulator, database, logs, transcript, origin, keys: killable.keys })
      await use(aftermath)
      await aftermath.check()
    },
    { auto: true },
  ],
  newClient: async ({ killable, simulator, transcript }, use) =>
    use(() => new HttpClient(killable.dashboard.url, simulator, transcript)),
  client: async ({ newClient }, use) => use(newClient()),
})
