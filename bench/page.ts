import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { parentOf, processorTime, processorTimeOfTree } from '#bench/processor-time'
import { percentile, table } from '#e2e/chaos/report'
import { openStage } from '#e2e/chaos/stage'
import { waitForAnswer } from '#e2e/runner/dashboard'
import { packageFile, runNode } from '#scripts/command/child'
import type { Running } from '#scripts/command/run-command'
import { buildEnvironment, ensureBuild } from '#scripts/launch/build'
import { CHECKOUT } from '#server/checkout'
import { findFreePort } from '#server/ports'
import { Refusal } from '#server/refusal'
import { progress, say } from '#server/terminal'

const REQUESTS = 300
const TURNS = 10
const BARE = join(CHECKOUT, 'bench/bare')
/** The name that our server is configured for, whatever port it listens on here. */
const HOST = 'localhost:3000'
const GOAL = 0.75
const GOAL_DATABASE_MS = 1

interface Page {
  name: string
  url: string
  pid: number
  cookie: string
  /** True for what must reach the goal. */
  isOurs: boolean
}

interface Sample {
  server: number
  database: number
  wall: number
  bytes: number
}

/** Compares pages of ours with the empty page of bench/bare, alternating. Exit code 1 when one of them misses the goal. */
export async function benchPage(running: Running, rounds: number, profile: string | null): Promise<number> {
  const { signal, undo } = running
  const lock = await ensureBuild(signal)
  await undo.add('The build', async () => lock.release())
  await buildBare(signal)
  const stage = await openStage(running)
  Object.assign(process.env, stage.env, { NODE_ENV: 'production', NEXTAUTH_URL: `http://${HOST}` })
  const { cookie, connection } = await progress('Making a person with a connection in every state', async () => {
    const { prepareVisitor } = await import('#bench/visitor')
    return prepareVisitor(running)
  })
  const bareUrl = `http://localhost:${await findFreePort()}`
  const bare = await serve(running, 'bench/bare/serve.ts', bareUrl, [])
  const ourUrl = `http://localhost:${await findFreePort()}`
  const ours = await serve(
    running,
    'server/main.ts',
    ourUrl,
    profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
  )
  const page = (name: string, url: string) => ({ name, url, pid: ours, cookie, isOurs: true })
  const pages: Page[] = [
    { name: 'empty page', url: `${bareUrl}/`, pid: bare, cookie: '', isOurs: false },
    { name: 'bare list, one query', url: `${bareUrl}/list`, pid: bare, cookie: '', isOurs: false },
    page('list of connections', `${ourUrl}/connections`),
    page('connection', `${ourUrl}/connections/${connection}`),
  ]
  const [backend] = await stage.sql<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const samples = await measure(pages, rounds, parentOf(backend?.pid ?? 0), signal)
  return report(pages, samples)
}

async function buildBare(signal: AbortSignal): Promise<void> {
  if (existsSync(join(BARE, '.next/BUILD_ID'))) return
  await progress('Building the bare pages (once)', async () => {
    // In its own folder: Next takes instrumentation and proxy from where it is started.
    const options = { cwd: BARE, env: buildEnvironment(process.env), signal }
    const { code, output } = await runNode(packageFile('next/dist/bin/next'), ['build'], options)
    if (code !== 0) throw new Refusal(`The build of the bare pages failed.\n${output.trim()}`)
  })
}

async function serve({ undo, signal }: Running, file: string, url: string, flags: string[]): Promise<number> {
  const env = { ...process.env, NODE_ENV: 'production' as const, PORT: new URL(url).port, NODE_OPTIONS: '' }
  const words = ['--disable-warning=DEP0169', ...flags, file]
  const child = spawn(process.execPath, words, { cwd: CHECKOUT, env, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  await undo.add(file, async () => {
    child.kill('SIGTERM')
    await ended
  })
  await waitForAnswer(url, () => child.exitCode !== null || signal.aborted)
  return child.pid ?? 0
}

async function measure(pages: Page[], rounds: number, postgres: number, signal: AbortSignal) {
  const samples = new Map(pages.map((page) => [page, [] as Sample[]]))
  await progress(`Measuring, ${rounds} rounds of ${REQUESTS} requests for each page`, async () => {
    for (const page of pages) await load(page, postgres, REQUESTS)
    for (let round = 0; round < rounds; round++)
      for (const [page, sample] of await measureRound(pages, postgres, signal)) samples.get(page)?.push(sample)
  })
  return samples
}

/** The pages take turns, so that whatever else the machine does meets them alike. */
async function measureRound(pages: Page[], postgres: number, signal: AbortSignal): Promise<Map<Page, Sample>> {
  const sums = new Map(pages.map((page) => [page, { server: 0, database: 0, wall: 0, bytes: 0 }]))
  for (let turn = 0; turn < TURNS; turn++)
    for (const [page, sum] of sums) {
      signal.throwIfAborted()
      const sample = await load(page, postgres, REQUESTS / TURNS)
      for (const field of ['server', 'database', 'wall', 'bytes'] as const) sum[field] += sample[field] / TURNS
    }
  return sums
}

async function load({ url, cookie, pid }: Page, postgres: number, requests: number): Promise<Sample> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const before = { server: processorTime(pid), database: processorTimeOfTree(postgres), at: performance.now() }
  let bytes = 0
  for (let sent = 0; sent < requests; sent++) bytes = await request(url, cookie, agent)
  agent.destroy()
  return {
    server: (processorTime(pid) - before.server) / requests,
    database: (processorTimeOfTree(postgres) - before.database) / requests,
    wall: (performance.now() - before.at) / requests,
    bytes,
  }
}

function request(url: string, cookie: string, agent: Agent): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  get(url, { agent, headers: { cookie, accept: 'text/html', 'accept-encoding': 'gzip', host: HOST } }, (response) => {
    let bytes = 0
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    response.on('end', () =>
      response.statusCode === 200 ? resolve(bytes) : reject(new Refusal(`${url} answered ${response.statusCode}.`)),
    )
  }).on('error', reject)
  return promise
}

function report(pages: Page[], samples: Map<Page, Sample[]>): number {
  const of = (page: Page, field: keyof Sample) =>
    percentile(
      (samples.get(page) ?? []).map((sample) => sample[field]),
      0.5,
    )
  const [empty] = pages
  if (!empty) return 1
  const rows = pages.map((page) => {
    const ratio = of(empty, 'server') / of(page, 'server')
    const misses = page.isOurs && (ratio < GOAL || of(page, 'database') >= GOAL_DATABASE_MS)
    return { page, ratio, misses }
  })
  say(
    table([
      ['page', 'server ms', 'PostgreSQL ms', 'of the empty page', 'throughput', 'bytes', ''],
      ...rows.map(({ page, ratio, misses }) => [
        page.name,
        of(page, 'server').toFixed(1),
        of(page, 'database').toFixed(1),
        ratio.toFixed(2),
        (of(empty, 'wall') / of(page, 'wall')).toFixed(2),
        of(page, 'bytes').toFixed(0),
        page.isOurs ? (misses ? 'misses the goal' : 'kept') : '',
      ]),
    ]),
  )
  say(`Goal: ${GOAL} of the empty page in processor time, PostgreSQL under ${GOAL_DATABASE_MS} ms. Medians.`)
  return rows.some(({ misses }) => misses) ? 1 : 0
}
