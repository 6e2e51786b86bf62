import { Agent, get } from 'node:http'
import { parentOf, processorTime, processorTimeOfTree } from '#bench/processor-time'
import { type Result, resultOf } from '#bench/result'
import { HOST, serveBare, serveOurs } from '#bench/serve'
import { openStage } from '#e2e/chaos/stage'
import type { Running } from '#scripts/command/run-command'
import { ensureBuild } from '#scripts/launch/build'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

const REQUESTS = 300
const TURNS = 10
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

/** Compares pages of ours with the empty page of bench/bare, alternating. */
export async function benchPage(running: Running, rounds: number, profile: string | null): Promise<Result[]> {
  const { signal, undo } = running
  const lock = await ensureBuild(signal)
  await undo.add('The build', async () => lock.release())
  const stage = await openStage(running)
  Object.assign(process.env, stage.env, { NODE_ENV: 'production', NEXTAUTH_URL: `http://${HOST}` })
  const { cookie, connection } = await progress('Making a person with a connection in every state', async () => {
    const { prepareVisitor } = await import('#bench/visitor')
    return prepareVisitor(running)
  })
  const bare = await serveBare(running)
  const ours = await serveOurs(running, profile)
  const page = (name: string, path: string) => ({ name, url: ours.url + path, pid: ours.pid, cookie, isOurs: true })
  const pages: Page[] = [
    { name: 'empty page', url: `${bare.url}/`, pid: bare.pid, cookie: '', isOurs: false },
    { name: 'bare list, one query', url: `${bare.url}/list`, pid: bare.pid, cookie: '', isOurs: false },
    page('list of connections', '/connections'),
    page('connection', `/connections/${connection}`),
  ]
  const [backend] = await stage.sql<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const samples = await measure(pages, rounds, parentOf(backend?.pid ?? 0), signal)
  return resultsOf(pages, samples)
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

function resultsOf(pages: Page[], samples: Map<Page, Sample[]>): Result[] {
  const of = (page: Page, field: keyof Sample) => (samples.get(page) ?? []).map((sample) => sample[field])
  const [empty] = pages
  if (!empty) return []
  const beside = of(empty, 'server')
  return pages.flatMap((page) => {
    const ratios = of(page, 'server').map((ms, round) => (beside[round] ?? Number.NaN) / ms)
    const goal = (at: number, is: 'most' | 'least') => (page.isOurs ? ({ at, is } as const) : null)
    return [
      resultOf(`page: ${page.name}`, ratios, 'of the empty page in processor time', goal(GOAL, 'least')),
      resultOf(`page: ${page.name}, PostgreSQL`, of(page, 'database'), 'ms', goal(GOAL_DATABASE_MS, 'most')),
      resultOf(`page: ${page.name}, sent`, of(page, 'bytes'), 'bytes, compressed'),
    ]
  })
}
