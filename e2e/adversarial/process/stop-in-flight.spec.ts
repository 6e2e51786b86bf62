import { actionBody, serverAction } from '#e2e/adversarial/server-actions'
import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { expire } from '#e2e/chaos/connections'
import type { Worker } from '#e2e/chaos/crew'
import type { Stage } from '#e2e/chaos/stage'
import type { TestedDashboard } from '#e2e/runner/dashboard'
import { HttpClient } from '#e2e/support/http-client'
import type { Simulator } from '#e2e/support/simulator'

// The browser goes away while Qonto works on something, and then the dashboard is told to stop: the answer that nobody
// waits for any more is stored before the database is closed.

test.describe.configure({ timeout: 90_000 })

/** Longer than it takes to drain a server whose only browser has gone. */
const SLOW_MS = 2_500

/** Keeps no connection: a browser that is gone leaves nothing to drain. */
class ClosingClient extends HttpClient {
  override send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('connection', 'close')
    return super.send(path, { ...init, headers })
  }
}

interface Scene {
  stage: Stage
  simulator: Simulator
  worker: Worker
  dashboard: TestedDashboard
  client: HttpClient
}

interface Work {
  title: string
  /** What Qonto has done when the browser goes, with the answer still to come. */
  target: 'refresh' | 'token' | 'consents'
  /** Leads up to it; what is left is the request whose browser goes. */
  begin(scene: Scene): Promise<(signal: AbortSignal) => Promise<unknown>>
  outcome(scene: Scene): Promise<void>
}

const rows = ({ sql }: Stage) =>
  sql<{ id: string; generation: string; status: string; attempt_at: Date | null; refresh_token_sealed: string | null }>(
    'SELECT id, generation, status, attempt_at, refresh_token_sealed FROM connections',
  )

async function press({ stage, client }: Scene, action: string): Promise<(signal: AbortSignal) => Promise<unknown>> {
  await client.signIn('Camille')
  const [row] = await rows(stage)
  const connection = row?.id ?? ''
  await expire(stage, connection)
  const headers = { 'next-action': serverAction(action).id, accept: 'text/x-component', origin: client.origin }
  const sent = { method: 'POST', headers, body: actionBody(action, { connection }) }
  return (signal) => client.send(`/connections/${connection}`, { ...sent, signal })
}

async function works({ stage, worker }: Scene, generation: string): Promise<void> {
  const [row] = await rows(stage)
  expect(row).toMatchObject({ status: 'active', generation, attempt_at: null })
  expect(await worker.ask('check', row?.id ?? '')).toEqual({ ok: true })
}

const WORKS: Work[] = [
  {
    title: 'a refresh',
    target: 'refresh',
    begin: (scene) => press(scene, 'checkConnection'),
    outcome: (scene) => works(scene, '2'),
  },
  {
    title: 'a callback',
    target: 'token',
    begin: async ({ client }) => {
      const callback = await client.consent('Camille')
      return (signal) => client.send(callback, { signal })
    },
    outcome: (scene) => works(scene, '1'),
  },
  {
    title: 'a disconnect',
    target: 'consents',
    begin: (scene) => press(scene, 'disconnectConnection'),
    outcome: async ({ stage, simulator }) => {
      const [row] = await rows(stage)
      expect(row).toMatchObject({ status: 'disconnected', refresh_token_sealed: null })
      expect(await simulator.live('refresh')).toEqual([])
    },
  },
]

for (const { title, target, begin, outcome } of WORKS)
  test(`C08 ${title} is finished and stored although the browser has gone and the dashboard is told to stop`, async ({
    stage,
    simulator,
    worker,
    newDashboard,
  }) => {
    const dashboard = await newDashboard({ MOORING_JOBS: 'off' })
    const client = new ClosingClient(dashboard.url, simulator)
    const scene = { stage, simulator, worker, dashboard, client }
    const send = await begin(scene)
    await simulator.fail({ target, kind: 'delay', ms: SLOW_MS, after: true })
    const browser = new AbortController()
    const answer = send(browser.signal).catch(() => 'gone')
    await expect.poll(async () => (await simulator.state()).failures, { intervals: [20] }).toEqual([])
    browser.abort()
    await answer
    expect(await dashboard.stop()).toBe(0)
    await outcome(scene)
  })
