import { Agent, get } from 'node:http'
import { parentOf, processorTime, processorTimeOfTree } from '#bench/measure/processor-time'
import { HOST } from '#bench/measure/serve'
import type { Stage } from '#e2e/chaos/stage'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

const REQUESTS = 300
const TURNS = 10

export interface Page {
  name: string
  url: string
  pid: number
  cookie: string
}

/** Of one request, on average. */
export interface Sample {
  server: number
  database: number
  wall: number
  bytes: number
}

/** @returns for each page a sample per round */
export async function measurePages<P extends Page>(
  stage: Stage,
  pages: P[],
  rounds: number,
): Promise<Map<P, Sample[]>> {
  const [backend] = await stage.sql<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const postgres = parentOf(backend?.pid ?? 0)
  const samples = new Map(pages.map((page) => [page, [] as Sample[]]))
  await progress(`Measuring, ${rounds} rounds of ${REQUESTS} requests for each page`, async () => {
    for (const page of pages) await load(page, postgres, REQUESTS)
    for (let round = 0; round < rounds; round++)
      for (const [page, sample] of await measureRound(pages, postgres, stage.running.signal))
        samples.get(page)?.push(sample)
  })
  return samples
}

/** The pages take turns, so that whatever else the machine does meets them alike. */
async function measureRound<P extends Page>(
  pages: P[],
  postgres: number,
  signal: AbortSignal,
): Promise<Map<P, Sample>> {
  const sums = new Map(pages.map((page) => [page, { server: 0, database: 0, wall: 0, bytes: 0 }]))
  for (let turn = 0; turn < TURNS; turn++)
    for (const [page, sum] of inAnyOrder([...sums])) {
      signal.throwIfAborted()
      const sample = await load(page, postgres, REQUESTS / TURNS)
      for (const field of ['server', 'database', 'wall', 'bytes'] as const) sum[field] += sample[field] / TURNS
    }
  return sums
}

/** Another one each turn: a page also pays for what the one before it left in the caches of the processor. */
function inAnyOrder<T>(things: T[]): T[] {
  return things
    .map((thing) => ({ thing, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ thing }) => thing)
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
