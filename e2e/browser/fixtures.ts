import { test as base, expect } from '@playwright/test'
import { App } from '../support/app.ts'
import { type Database, openDatabase } from '../support/database.ts'
import { HttpClient } from '../support/http-client.ts'
import { expectConnected, type World } from '../support/outcomes.ts'
import { type Simulator, simulatorAt } from '../support/simulator.ts'
import { Transcript } from '../support/transcript.ts'

export { expect }

interface Fixtures {
  simulator: Simulator
  /** What the dashboard answered. */
  transcript: Transcript
  /** A plain HTTP client with an empty cookie jar. */
  client: HttpClient
  /** One more of them, for another person or another device. */
  newClient: () => HttpClient
  app: App
  /** The world with Camille signed in. */
  signedIn: World
  freshStart: undefined
  /** For pages that ask the browser for what it must refuse, and complains of. */
  complaintsAllowed: boolean
}

interface WorkerFixtures {
  database: Database
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  database: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const database = openDatabase(setting('E2E_DATABASE_URL'))
      await use(database)
      await database.close()
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: the same.
  simulator: async ({}, use) => use(simulatorAt(setting('E2E_SIMULATOR_URL'))),
  // Every test starts with a bank that behaves and a database without people. Each worker has its own.
  freshStart: [
    async ({ simulator, database }, use) => {
      await simulator.forgetEverything()
      await database.empty()
      await use(undefined)
    },
    { auto: true },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: the same.
  transcript: async ({}, use) => use(new Transcript()),
  newClient: async ({ baseURL, simulator, transcript }, use) =>
    use(() => new HttpClient(baseURL ?? '', simulator, transcript)),
  client: async ({ newClient }, use) => use(newClient()),
  signedIn: async ({ client, simulator, database }, use) => {
    expectConnected(await client.signIn('Camille'))
    await use({ client, simulator, database })
  },
  /** No page of any test may complain: no console error, no page error, no hydration warning. */
  complaintsAllowed: [false, { option: true }],
  context: async ({ context, complaintsAllowed }, use) => {
    const complaints: string[] = []
    context.on('weberror', (problem) => complaints.push(String(problem.error())))
    context.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return
      // Chromium says this of every page with an error status, and some tests open one on purpose.
      const isErrorPage =
        message.location().url === message.page()?.url() && /status of (40[04]|429)/.test(message.text())
      if (!isErrorPage) complaints.push(`${message.page()?.url()}: ${message.text()} (${message.location().url})`)
    })
    await use(context)
    expect(complaintsAllowed ? [] : complaints).toEqual([])
  },
  app: async ({ page }, use) => use(new App(page)),
})

function setting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is missing: \`npm test -- e2e\` starts a dashboard and sets it.`)
  return value
}
