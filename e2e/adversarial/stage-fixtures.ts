import { test as base, expect } from '@playwright/test'
import { hire, type Worker } from '#e2e/chaos/crew'
import { openStage, type Stage } from '#e2e/chaos/stage'
import { startDashboard, type TestedDashboard } from '#e2e/runner/dashboard'
import { type Database, openDatabase } from '#e2e/support/database'
import { type Simulator, simulatorAt } from '#e2e/support/simulator'
import { Undo } from '#scripts/command/undo'
import { unknownChains } from './stored-tokens.ts'

export { expect }

interface Fixtures {
  simulator: Simulator
  /** Empty tables and a fake Qonto without memory before every case; afterwards no chain lives that nobody knows. */
  cleanLedger: undefined
  /** A process of the dashboard's own code, for this case. */
  newWorker: () => Promise<Worker>
  /** A built dashboard on the stage, for this case: it starts nothing of its own. */
  newDashboard: (env?: Record<string, string>) => Promise<TestedDashboard>
}

interface WorkerFixtures {
  /** PostgreSQL and fake Qonto of its own. */
  stage: Stage
  database: Database
  /** Lasts as long as the file. */
  worker: Worker
}

/** Cases about processes rather than pages: real ones of the dashboard's own code, on a stage of their own. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  stage: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const [undo, controller] = [new Undo(), new AbortController()]
      await use(await openStage({ undo, signal: controller.signal, stop: () => controller.abort() }))
      await undo.run()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  database: [
    async ({ stage }, use) => {
      const database = openDatabase(stage.postgres.url())
      await use(database)
      await database.close()
    },
    { scope: 'worker' },
  ],
  worker: [async ({ stage }, use) => use(await hire(stage)), { scope: 'worker', timeout: 60_000 }],
  simulator: async ({ stage }, use) => use(simulatorAt(stage.qonto.url)),
  newWorker: async ({ stage }, use) => {
    const hired: Worker[] = []
    await use(async () => {
      const worker = await hire(stage)
      hired.push(worker)
      return worker
    })
    await Promise.all(hired.map((worker) => worker.dismiss()))
  },
  newDashboard: async ({ stage }, use) => {
    const joined: TestedDashboard[] = []
    await use(async (env) => {
      const dashboard = await joinStage(stage, env)
      joined.push(dashboard)
      return dashboard
    })
    // Those that a case has stopped itself say it again.
    await Promise.all(joined.map((dashboard) => dashboard.stop()))
  },
  cleanLedger: [
    async ({ stage, simulator, database }, use) => {
      await stage.clear()
      await use(undefined)
      const unknown = () => unknownChains(simulator, database, stage.env.TOKEN_ENCRYPTION_KEYS ?? '')
      await expect.poll(unknown, { message: 'chains that live at Qonto and that nobody here knows' }).toBe(0)
    },
    { auto: true },
  ],
})

function joinStage({ env }: Stage, settings: Record<string, string> = {}): Promise<TestedDashboard> {
  const names = ['QONTO_OAUTH_URL', 'QONTO_API_URL', 'DATABASE_URL', 'NEXTAUTH_SECRET', 'TOKEN_ENCRYPTION_KEYS']
  const shared = Object.fromEntries(names.map((name) => [name, env[name] ?? '']))
  return startDashboard(AbortSignal.any([]), {
    logFile: process.env.E2E_LOG_FILE ?? '',
    env: { ...shared, ...settings },
  })
}
