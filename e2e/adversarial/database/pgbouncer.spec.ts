import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from '#e2e/adversarial/fixtures'
import { DISCONNECT, type Life } from '#e2e/adversarial/life'
import { Logs } from '#e2e/adversarial/logs'
import { sharedSettings } from '#e2e/adversarial/own-dashboard'
import { startDashboard, type TestedDashboard } from '#e2e/runner/dashboard'
import { startPgBouncer } from '#e2e/runner/pgbouncer'
import { openDatabase } from '#e2e/support/database'
import { HttpClient } from '#e2e/support/http-client'
import { expectConnected, SAYS_DATABASE_AWAY } from '#e2e/support/outcomes'
import { runSql } from '#scripts/postgres/database'

// A whole dashboard, its migrations and its queue included, on a database that belongs to a role with three connections.
// README.md promises both ways to it under "Connections".

const CONNECTIONS = 3
/** What the log says when PostgreSQL has refused one more to the dashboard itself. */
const REFUSED = 'database_connections_limited'

interface Fixtures {
  way: 'direct' | 'through PgBouncer'
  /** As the dashboard is told it. */
  databaseUrl: string
  dashboard: TestedDashboard
}
interface WorkerFixtures {
  /** The database: for the dashboard as the small role, for the tests as somebody with connections of their own. */
  house: { url: string; asSmallRole: string }
}

const test = base.extend<Fixtures, WorkerFixtures>({
  house: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const server = process.env.E2E_DATABASE_URL ?? ''
      const name = `small_${randomUUID().slice(0, 8)}`
      await runSql(server, `CREATE ROLE ${name} LOGIN PASSWORD '${name}' CONNECTION LIMIT ${CONNECTIONS}`)
      await runSql(server, `CREATE DATABASE ${name} OWNER ${name}`)
      const url = new URL(server)
      url.pathname = name
      const asSmallRole = new URL(url)
      Object.assign(asSmallRole, { username: name, password: name })
      await use({ url: url.href, asSmallRole: asSmallRole.href })
      await runSql(server, `DROP DATABASE ${name} WITH (FORCE)`)
      await runSql(server, `DROP ROLE ${name}`)
    },
    { scope: 'worker' },
  ],
  database: [
    async ({ house }, use) => {
      // The dashboard that all tests share talks to the same bank: it is left without anything to do.
      const shared = openDatabase(process.env.E2E_DATABASE_URL ?? '')
      await shared.empty()
      await shared.close()
      const database = openDatabase(house.url)
      await use(database)
      await database.close()
    },
    { scope: 'worker' },
  ],
  way: ['direct', { option: true }],
  databaseUrl: async ({ house, way }, use, testInfo) => {
    if (way === 'direct') return use(house.asSmallRole)
    const bouncer = await startPgBouncer(house.asSmallRole)
    if (!bouncer) return testInfo.skip(true, 'PgBouncer is not installed')
    await use(bouncer.url)
    await bouncer.close()
  },
  dashboard: [
    async ({ databaseUrl }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'small-role-'))
      const env = { ...sharedSettings(), DATABASE_URL: databaseUrl, MOORING_JOBS: 'on' }
      const dashboard = await startDashboard(new AbortController().signal, { logFile: join(folder, 'log'), env })
      await use(dashboard)
      expect(await dashboard.stop()).toBe(0)
      await rm(folder, { recursive: true, force: true })
    },
    { timeout: 120_000 },
  ],
  // Tables are there once the dashboard has made them.
  freshStart: async ({ dashboard: _hasMigrated, simulator, database }, use) => {
    await simulator.forgetEverything()
    await database.empty()
    await use(undefined)
  },
  baseURL: async ({ dashboard }, use) => use(dashboard.url),
  logs: async ({ dashboard }, use) => use(new Logs(dashboard.logFile)),
  newClient: async ({ dashboard, simulator, transcript }, use) =>
    use(() => new HttpClient(dashboard.url, simulator, transcript, dashboard.logFile)),
})

test.describe('with PgBouncer in between', () => {
  test.use({ way: 'through PgBouncer' })

  test('D10 through PgBouncer to a role with three connections everything works: sign-in, pages, refresh, queue, disconnect', async ({
    life,
    logs,
    newClient,
    dashboard,
  }) => {
    const { simulator, database } = life.world
    expect(await life.verdict()).toContain('The connection works.')
    await life.accessRunsOut()
    await life.recovers()
    expect(await life.attempts()).toEqual(['rotated'])
    await expectEightPagesAtOnce(life)

    await test.step('the queue revokes what a second sign-in has replaced', async () => {
      await simulator.fail({ kind: 'status', target: 'revoke', status: 503, times: 0 })
      expectConnected(await newClient().signIn('Camille'))
      await expect.poll(async () => (await database.revocations())[0]?.last_outcome).toBe('server_error')
      await simulator.behaveAgain()
      await database.letRevocationsAge(0)
      await database.askForDueWork()
      await expect.poll(() => simulator.live('refresh'), { timeout: 15_000 }).toHaveLength(1)
    })

    await life.press(DISCONNECT)
    expect(await life.receipt()).toContain('Every step that was needed is confirmed.')
    expect(await simulator.live('refresh')).toEqual([])
    expect((await life.client.get('/api/ready')).status).toBe(200)
    expect(logs.lines().filter(({ level }) => Number(level) >= 50)).toEqual([])
    expect(await readFile(dashboard.logFile, 'utf8'), 'it is the pooler who waits').not.toContain(REFUSED)
  })
})

test('D11 a role with three connections serves eight pages at once, with its queue beside them', async ({
  life,
  logs,
  dashboard,
}) => {
  await expectEightPagesAtOnce(life)
  expect(logs.lines().filter(({ level }) => Number(level) >= 50)).toEqual([])
  expect(await readFile(dashboard.logFile, 'utf8'), 'since its start').toContain(REFUSED)
  expect((await life.client.get('/api/ready')).status).toBe(200)
})

async function expectEightPagesAtOnce(life: Life): Promise<void> {
  const { organization_name: name } = await life.row()
  const tabs = ['', '/permissions', '/identity', '/activity']
  const paths = [...tabs, ...tabs].map((tab) => `${life.path}${tab}`)
  const answers = await Promise.all(
    paths.map(async (path) => {
      const response = await life.client.get(path)
      const html = await response.text()
      const saysAway = SAYS_DATABASE_AWAY.test(html)
      return { path, status: response.status, saysAway, names: new RegExp(`<h1[^>]*>(<[^/>]+>)*${name}`).test(html) }
    }),
  )
  expect(answers).toEqual(paths.map((path) => ({ path, status: 200, saysAway: false, names: true })))
}
