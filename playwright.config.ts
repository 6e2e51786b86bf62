import { defineConfig, devices } from '@playwright/test'

/** `npm test -- e2e` starts a dashboard for each worker and says here what they are: the `E2E_` settings of each. */
const stages: Array<Record<string, string>> = JSON.parse(process.env.E2E_STAGES ?? '[]')
// Every worker loads this file before its tests, which read the settings of their own dashboard.
Object.assign(process.env, stages[Number(process.env.TEST_PARALLEL_INDEX ?? 0)])

/** By hand: a dashboard of your own. */
const baseURL = process.env.E2E_BASE_URL ?? 'http://localhost:3000'
const executablePath = process.env.E2E_BROWSER

const flags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

const launchOptions = {
  ...(executablePath ? { executablePath } : {}),
  args: process.getuid?.() === 0 ? [...flags, '--no-sandbox'] : flags,
}

/** Cases that take a machine to its limits or measure time: one file of them at a time, whatever runs beside it. */
const HEAVY =
  /adversarial\/\w+\/(crash-refresh|every-order|load|many-processes|replicas|stop-in-flight|stopped-from-outside|token-calls|transient-failures)\.spec\.ts$/

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Accessibility trees: the same on every machine. A missing one is a failure, not a reason to write it.
  snapshotPathTemplate: '{testDir}/trees/{arg}{ext}',
  updateSnapshots: process.env.UPDATE_TREES ? 'all' : 'none',
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only when it is repeated is a fault to find: the run names it at its end, and is not lost for it.
  retries: 1,
  // One at a time on each dashboard: failures of its simulator and rows of its database belong to whoever is on it.
  workers: Math.max(1, stages.length),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL,
    // Traces hold every request with its cookies and codes.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions,
  },
  projects: [
    {
      name: 'journeys',
      testMatch: '*.spec.ts',
      testIgnore: 'adversarial/**',
      use: {
        ...devices['Desktop Chrome'],
        // As people have them; Playwright hides them, and with them every scrollbar that should not be there.
        launchOptions: { ...launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] },
      },
    },
    // First, because one after the other they take as long as everything else on the other workers.
    { name: 'adversarial-heavy', testMatch: HEAVY, workers: 1, use: { ...devices['Desktop Chrome'] } },
    {
      name: 'adversarial',
      testMatch: 'adversarial/**/*.spec.ts',
      testIgnore: HEAVY,
      use: { ...devices['Desktop Chrome'] },
    },
  ],
})
