import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '#lib/env'
import { listMigrations } from '#prisma/migration-list'
import { answerCalls } from '#server/answer/answer-calls'
import { answerMetrics } from '#server/answer/answer-metrics'
import { readiness } from '#server/answer/answer-ready'
import { CHECKOUT } from '#server/checkout'
import { describePortProblem } from '#server/describe-port'
import { finishWork } from '#server/finish-work'
import { logForeignOutput } from '#server/foreign-output'
import { createGuardedServer } from '#server/guard/create-guarded-server'
import { isMissingAddress, listenOptions } from '#server/ports'
import { errorCode, Refusal } from '#server/refusal'
import { startTracing } from '#server/start-tracing'

const DRAIN_MS = 10_000
const JOBS_AFTER_MS = 1_000
/** For what a proxy has opened or sent at the very moment at which the door closes. */
const ARRIVE_MS = 500

interface ServeOptions {
  dev: boolean
  hosts: string[]
}

export interface Serving {
  /** Has `/api/ready` say that this process is about to stop, while it still answers everything. */
  turnAway(): void
  close(): Promise<void>
}

/** Next in this very process: one process to stop, in one order, with one exit code. */
export async function serve(settings: Settings, { dev, hosts }: ServeOptions): Promise<Serving> {
  const { port } = settings
  Object.assign(process.env, { NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' })
  if (!dev) {
    logForeignOutput()
    await useBuiltConfiguration()
  }
  const stopTracing = settings.isTraced ? await startTracing() : null
  const { default: next } = await import('next')
  // Next takes upgrades from the server that it is told about, past the guard, and leaves most of them open for ever. Built,
  // we upgrade to nothing, so it is told about one that never listens: the header is ignored then (RFC 9110, section 7.8).
  const deaf = dev ? {} : { httpServer: createServer() }
  const app = next({ dev, dir: CHECKOUT, hostname: 'localhost', port, ...deaf })
  await app.prepare()
  const ready = readiness(await listMigrations())
  const pages = answerMetrics(app.getRequestHandler(), settings.metricsToken)
  const answer = ready.answer(answerCalls(pages, settings.origin))
  const upgrade = dev ? app.getUpgradeHandler() : null
  const servers = await listenEverywhere(() => createGuardedServer(answer, settings), hosts, port)
  const sockets = new Set<Duplex>()
  if (upgrade) for (const server of servers) acceptUpgrades(server, upgrade, sockets)
  const starting = settings.jobs ? startJobsSoon() : undefined
  let arriveMs = 0
  return {
    turnAway: () => {
      arriveMs = ARRIVE_MS
      ready.turnAway()
    },
    close: async () => {
      ready.turnAway()
      clearInterval(starting)
      for (const socket of sockets) socket.destroy()
      endStreams()
      await finishWork([...servers.map((server) => drain(server, arriveMs)), stopJobs()])
      await app.close()
      await closeDatabase()
      await stopTracing?.()
    },
  }
}

/**
 * Next takes its configuration from what the build has written down, as the server does that it writes for `standalone`. Else
 * it would read next.config.js and `.env` files once more, and want webpack for it, which no production has.
 */
async function useBuiltConfiguration(): Promise<void> {
  const { config } = JSON.parse(await readFile(join(CHECKOUT, '.next/required-server-files.json'), 'utf8'))
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config)
}

/** Streams of events end only when somebody ends them (lib/loaders/live/streams.ts), and the drain waits for them. */
function endStreams(): void {
  const { dashboardStreams } = globalThis as typeof globalThis & { dashboardStreams?: { end(): void } }
  dashboardStreams?.end()
}

/** Of the jobs, which run inside Next (instrumentation.ts). */
interface WithJobs {
  dashboardJobs?: { start(): void; stop(): Promise<void> }
}

/** What people wait for comes first: the jobs load as much as a page does. */
function startJobsSoon(): NodeJS.Timeout {
  const timer = setInterval(() => {
    const { dashboardJobs } = globalThis as typeof globalThis & WithJobs
    // Tried again until Next has handed them over: under `npm run dev` it takes its time.
    if (!dashboardJobs) return
    clearInterval(timer)
    dashboardJobs.start()
  }, JOBS_AFTER_MS)
  return timer
}

/** They must be through before the database goes. */
async function stopJobs(): Promise<void> {
  const { dashboardJobs } = globalThis as typeof globalThis & WithJobs
  await dashboardJobs?.stop()
}

/** Opened inside Next too (lib/db.ts). Left open, each of its connections would be reported lost when PostgreSQL ends. */
async function closeDatabase(): Promise<void> {
  const { dashboardDatabase } = globalThis as typeof globalThis & {
    dashboardDatabase?: { client: { $disconnect(): Promise<void> }; pool: { ended: boolean; end(): Promise<void> } }
  }
  await dashboardDatabase?.client.$disconnect()
  if (dashboardDatabase?.pool.ended === false) await dashboardDatabase.pool.end()
}

async function listenEverywhere(create: () => Server, hosts: string[], port: number): Promise<Server[]> {
  const servers: Server[] = []
  for (const host of hosts) {
    const server = create()
    const problem = await listen(server, host, port)
    if (problem === null) servers.push(server)
    else if (!isMissingAddress(problem)) throw new Refusal(describePortProblem(port, problem))
  }
  return servers
}

function listen(server: Server, host: string, port: number): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  server.once('error', (error) => resolve(errorCode(error) ?? error.message))
  server.listen(listenOptions(port, host), () => resolve(null))
  return promise
}

function acceptUpgrades(
  server: Server,
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>,
  sockets: Set<Duplex>,
): void {
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    void upgrade(request, socket, head)
  })
}

/**
 * Takes no new connections and gives requests under way ten seconds.
 * @param arriveMs for how long a connection without a request is left open: http's own close() would end it at once, and the
 * request that is just arriving on it would be lost
 */
async function drain(server: Server, arriveMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  NetServer.prototype.close.call(server, () => resolve())
  await Promise.race([promise, sleep(arriveMs, undefined, { ref: false })])
  server.closeIdleConnections()
  // Repeated, because a connection becomes idle only when its answer is through.
  const timer = setInterval(() => server.closeIdleConnections(), 50)
  await Promise.race([promise, sleep(DRAIN_MS, undefined, { ref: false })])
  clearInterval(timer)
  server.closeAllConnections()
}
