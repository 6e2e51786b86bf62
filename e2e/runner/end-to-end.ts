import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Count, countPlaywright, countReport, FAILED, PASSED, sum } from '#e2e/runner/count'
import { startDashboard, type TestedDashboard } from '#e2e/runner/dashboard'
import { findBrowser, findFirefox } from '#e2e/runner/find-browser'
import { printScore } from '#e2e/runner/score'
import { findLeaks } from '#e2e/runner/secret-scan'
import type { StepContext } from '#e2e/runner/step'
import { withFolder } from '#e2e/runner/with-folder'
import { packageFile, runNode } from '#scripts/command/child'
import { dataFiles } from '#scripts/command/data-directory'
import { readSecrets } from '#scripts/launch/secrets'

/**
 * How many tests run at a time, each on a dashboard of its own with its own PostgreSQL and simulator. More than the cores
 * of a small machine, because much of a test is waiting. `E2E_WORKERS=1` looks for what two tests at a time hide.
 */
const WORKERS = Number(process.env.E2E_WORKERS ?? 3)

/** What people do with the dashboard, in a browser. */
export function runJourneys(context: StepContext): Promise<Count> {
  return withDashboards(context, (stage) => runProjects(['journeys'], stage, context))
}

/** What a lying provider, a broken network and a hostile browser do to it: a line per case, a score per group, a search for secrets. */
export function runAdversarial(context: StepContext): Promise<Count> {
  return withDashboards(context, async (stage) => {
    const counted = await runProjects(['adversarial-heavy', 'adversarial'], stage, context)
    await printScore(stage.report)
    return sum([counted, (await findLeaks(stage)) === 0 ? PASSED : FAILED])
  })
}

interface Stage {
  /** One for each worker. */
  dashboards: TestedDashboard[]
  browser: string
  /** Null where there is none and none can be installed. */
  firefox: string | null
  report: string
  /** Every secret that the tests met, a line each; it goes with the folder. */
  secretsFile: string
}

async function withDashboards(context: StepContext, work: (stage: Stage) => Promise<Count>): Promise<Count> {
  const browser = await findBrowser()
  const firefox = await findFirefox()
  return withFolder(async (folder) => {
    const dashboards = await startAll(context, folder)
    const report = join(folder, 'report.json')
    const counted = await work({ dashboards, browser, firefox, report, secretsFile: join(folder, 'secrets.txt') })
    const codes = await Promise.all(dashboards.map((dashboard) => dashboard.stop()))
    // A launcher that cannot end cleanly has failed, whatever the pages did.
    return codes.every((code) => code === 0) ? counted : sum([counted, FAILED])
  })
}

/** When one does not start, the others are waited for: what has not begun yet could not be stopped. */
async function startAll(context: StepContext, folder: string): Promise<TestedDashboard[]> {
  const logs = Array.from({ length: WORKERS }, (_, index) => join(folder, `dashboard-${index}.log`))
  const started = await Promise.allSettled(logs.map((log) => startOne(context, log)))
  return started.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

/** The first one builds, the others wait for its build. */
async function startOne({ signal, undo }: StepContext, logFile: string): Promise<TestedDashboard> {
  const dashboard = await startDashboard(signal, { logFile })
  await undo.add('The tested dashboard', async () => {
    await dashboard.stop()
  })
  return dashboard
}

async function runProjects(projects: string[], stage: Stage, { signal, filters }: StepContext): Promise<Count> {
  const { dashboards, browser, firefox, report, secretsFile } = stage
  await mkdir('test-results', { recursive: true })
  const env = {
    ...process.env,
    // The cases that look into sealed columns read them with the code of the dashboard.
    NODE_OPTIONS: '--conditions=react-server --disable-warning=DEP0169',
    E2E_STAGES: JSON.stringify(await Promise.all(dashboards.map(settingsOf))),
    E2E_SECRETS_FILE: secretsFile,
    E2E_BROWSER: browser,
    E2E_FIREFOX: firefox ?? '',
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  }
  const words = ['test', ...projects.map((name) => `--project=${name}`), '--reporter=list,json', ...filters]
  const { code } = await runNode(packageFile('@playwright/test/cli.js'), words, { signal, show: true, env })
  return countReport(report, code, countPlaywright)
}

/** What the tests of a worker need to know of its dashboard; playwright.config.ts hands it to them. */
async function settingsOf(dashboard: TestedDashboard): Promise<Record<string, string>> {
  const secrets = await readSecrets(dataFiles(dashboard.data).secrets)
  return {
    E2E_BASE_URL: dashboard.url,
    E2E_SIMULATOR_URL: dashboard.simulatorUrl,
    E2E_DATABASE_URL: dashboard.databaseUrl,
    E2E_ENCRYPTION_KEYS: secrets?.TOKEN_ENCRYPTION_KEYS ?? '',
    E2E_AUTH_SECRET: secrets?.NEXTAUTH_SECRET ?? '',
    E2E_DASHBOARD_PID: String(dashboard.pid),
    E2E_LOG_FILE: dashboard.logFile,
  }
}
