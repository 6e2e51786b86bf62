import { readFile } from 'node:fs/promises'
import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { makeConnections } from '#e2e/chaos/connections'
import { percentile } from '#e2e/chaos/report'
import type { Stage } from '#e2e/chaos/stage'
import type { TestedDashboard } from '#e2e/runner/dashboard'
import { HttpClient } from '#e2e/support/http-client'
import { expectConnected } from '#e2e/support/outcomes'

test.describe.configure({ timeout: 180_000 })

const SLOW_MS = 4_900
const RATE_PER_S = 50
const CONNECTIONS = 150
/** A busy machine shows pages slower, before and meanwhile. */
const AT_MOST = { times: 6, ms: 300 }

test('L01 Qonto takes 4.9 s for each of 50 refreshes a second: no database connection waits with it, and pages stay fast', async ({
  stage,
  simulator,
  worker,
  newDashboard,
}) => {
  const dashboard = await newDashboard()
  // On several devices: one session may press sixty buttons a minute.
  const devices = Array.from({ length: 5 }, () => new HttpClient(dashboard.url, simulator))
  for (const device of devices) expectConnected(await device.signIn('Camille'))
  const client = devices[0] ?? new HttpClient(dashboard.url, simulator)
  const [person] = await stage.sql<{ user_id: string }>('SELECT user_id FROM connections')
  const ids = await makeConnections(stage, worker, CONNECTIONS)
  await stage.sql('UPDATE connections SET user_id = $1, access_expires_at = now()', [person?.user_id])
  const forms = await Promise.all(ids.slice(0, 1).map((id) => client.form(`/connections/${id}`, /^Check now$/)))
  const before = await timePages(client, 10)
  await stage.qonto.command('failures', { target: 'refresh', kind: 'delay', ms: SLOW_MS, times: 0 })
  const presses = ids.map(async (id, index) => {
    await new Promise((resolve) => setTimeout(resolve, (index / RATE_PER_S) * 1_000))
    const device = devices[index % devices.length] ?? client
    return device.twin().submit(`/connections/${id}`, formFor(forms[0], id))
  })
  await expect.poll(() => claimed(stage), { timeout: 15_000, intervals: [50] }).toBeGreaterThan(RATE_PER_S)
  const during = await timePages(client, 10)
  const backends = () => lookAtDatabase(stage)
  await expect.poll(async () => (await backends()).idleInTransaction).toBe(0)
  // The pool has ten; they must be at rest, not waiting for Qonto. Those that work at this moment are through at the next.
  await expect.poll(async () => (await backends()).active, { intervals: [50] }).toBeLessThanOrEqual(5)
  expect(await claimed(stage), 'still under way').toBeGreaterThan(0)
  const answers = await Promise.all(presses)
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  const limit = Math.max(AT_MOST.ms, AT_MOST.times * percentile(before, 0.5))
  expect(percentile(during, 0.5)).toBeLessThan(limit)
  // On a busy machine some answers come after our five seconds: those are taken up again.
  await stage.qonto.command('reset', {})
  const open = () => stage.sql('SELECT id FROM connections WHERE attempt_at IS NOT NULL')
  await expect.poll(open, { timeout: 30_000 }).toEqual([])
  const renewed = "SELECT id FROM connections WHERE status = 'active' AND generation = 2 AND id = ANY ($1)"
  expect(await stage.sql(renewed, [ids])).toHaveLength(CONNECTIONS)
  expect(await dashboard.stop()).toBe(0)
})

/** A collector that has much room lets the memory grow although nothing is kept. */
const LITTLE_ROOM = { NODE_OPTIONS: '--max-old-space-size=256' }
const REQUESTS = 2_000
const AT_ONCE = 8

test('L05 two thousand requests leave the memory of the process where it was', async ({
  stage,
  simulator,
  newDashboard,
}) => {
  const dashboard = await newDashboard(LITTLE_ROOM)
  const client = new HttpClient(dashboard.url, simulator)
  expectConnected(await client.signIn('Camille'))
  const [row] = await stage.sql<{ id: string }>('SELECT id FROM connections')
  const paths = ['/', '/connections', `/connections/${row?.id}`, '/api/auth/session', '/api/health', '/setup']
  await ask(client, paths, REQUESTS / 2)
  const warm = await megabytes(dashboard)
  await ask(client, paths, REQUESTS)
  // A process that kept a page's worth of every request would have grown by hundreds.
  expect((await megabytes(dashboard)) - warm).toBeLessThan(160)
  expect(await dashboard.stop()).toBe(0)
})

async function ask(client: HttpClient, paths: string[], count: number): Promise<void> {
  let asked = 0
  const loop = async () => {
    while (asked < count) {
      const path = paths[asked++ % paths.length] ?? '/'
      const response = await fetch(`${client.origin}${path}`, { headers: cookieOf(client), redirect: 'manual' })
      expect(response.status).toBeLessThan(400)
      await response.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, loop))
}

function cookieOf({ cookies }: HttpClient): Record<string, string> {
  return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
}

async function megabytes({ pid }: TestedDashboard): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

/** The same button on another connection's page. */
function formFor(form: FormData | undefined, id: string): FormData {
  const copy = new FormData()
  for (const [name, value] of form ?? []) copy.append(name, name === 'connection' ? id : value)
  return copy
}

async function timePages(client: HttpClient, count: number): Promise<number[]> {
  const times: number[] = []
  for (let turn = 0; turn < count; turn += 1) {
    const began = performance.now()
    const response = await client.get(turn % 2 === 0 ? '/sessions' : '/setup')
    await response.text()
    expect(response.status).toBe(200)
    times.push(performance.now() - began)
  }
  return times
}

async function claimed({ sql }: Stage): Promise<number> {
  return (await sql('SELECT id FROM connections WHERE lease_until > now()')).length
}

async function lookAtDatabase({ sql }: Stage): Promise<{ active: number; idleInTransaction: number }> {
  const [row] = await sql<{ active: number; idleInTransaction: number }>(
    `SELECT count(*) FILTER (WHERE state = 'active')::int AS active,
            count(*) FILTER (WHERE state LIKE 'idle in transaction%' AND now() - state_change > interval '1 second')::int
              AS "idleInTransaction"
       FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  )
  return row ?? { active: -1, idleInTransaction: -1 }
}
