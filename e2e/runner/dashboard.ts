import { spawn } from 'node:child_process'
import { open, readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { dataFiles } from '#scripts/command/data-directory'
import { VARIABLES } from '#scripts/launch/fill-settings'
import { readSecrets } from '#scripts/launch/secrets'
import { embeddedPostgres } from '#scripts/postgres/embedded'
import { makeTemporaryData } from '#scripts/postgres/temporary'
import { CHECKOUT } from '#server/checkout'
import { findFreePort, isListening } from '#server/ports'
import { Refusal } from '#server/refusal'
import { complain } from '#server/terminal'

const START_LIMIT_MS = 300_000

export interface TestedDashboard {
  url: string
  /** Everything that it has said, its log lines among it. */
  logFile: string
  /** Its data directory. */
  data: string
  simulatorUrl: string
  databaseUrl: string
  /** Of the launcher, in whose process the pages run. */
  pid: number
  place: Place
  /** Resolves to the launcher's exit code; the data is gone then. */
  stop(): Promise<number>
  /** SIGKILL. Its simulator follows it; PostgreSQL stays behind without a launcher, and so does the data. */
  kill(): Promise<void>
}

/** Where a dashboard keeps what outlives it. */
export interface Place {
  data: string
  port: number
  simulatorPort: number
}

export interface DashboardOptions {
  /** Where its output goes. Straight from its process: a line is there before the answer that follows it. */
  logFile: string
  /** Settings on top of those of a tested dashboard. */
  env?: Record<string, string>
  /** The place of one that has ended; a new one when absent. */
  place?: Place
}

/** The built dashboard, from the real launcher, on free ports and in a data directory of its own. */
export async function startDashboard(
  signal: AbortSignal,
  { logFile, env = {}, place: former }: DashboardOptions,
): Promise<TestedDashboard> {
  const place = former ?? (await newPlace())
  const { data, port, simulatorPort } = place
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`
  const words = ['scripts/start.ts', '--port', String(port), '--data', data]
  const output = await open(logFile, 'a', 0o600)
  const launcher = spawn(process.execPath, ['--disable-warning=DEP0169', ...words], {
    cwd: CHECKOUT,
    env: { ...ownEnvironment(simulatorUrl), ...env },
    stdio: ['ignore', output.fd, output.fd],
  })
  await output.close()
  const ended = new Promise<number>((resolve) => launcher.on('close', (code) => resolve(code ?? 1)))
  const stop = async () => {
    launcher.kill('SIGTERM')
    const code = await ended
    await rm(data, { recursive: true, force: true })
    return code
  }
  const kill = async () => {
    launcher.kill('SIGKILL')
    await ended
    while (await isListening(simulatorPort)) await sleep(20)
  }
  const url = `http://localhost:${port}`
  try {
    await waitForAnswer(url, () => launcher.exitCode !== null || signal.aborted)
    const databaseUrl = env.DATABASE_URL ?? (await findDatabase(data))
    return { ...{ url, simulatorUrl, databaseUrl, logFile, data, place, stop, kill }, pid: launcher.pid ?? 0 }
  } catch (error) {
    complain(await readFile(logFile, 'utf8'))
    await stop()
    throw error
  }
}

async function newPlace(): Promise<Place> {
  return { data: await makeTemporaryData(), port: await findFreePort(), simulatorPort: await findFreePort() }
}

/** Blank means unset, here and for the `.env` of whoever runs the tests: a blank variable is never filled from it. */
function ownEnvironment(simulatorUrl: string): NodeJS.ProcessEnv {
  const blank = Object.fromEntries(VARIABLES.map((name) => [name, '']))
  return {
    ...process.env,
    ...blank,
    // The runner's own conditions are not meant for Next.
    NODE_OPTIONS: '',
    NODE_ENV: 'production',
    QONTO_ENVIRONMENT: 'simulator',
    QONTO_OAUTH_URL: simulatorUrl,
    // As npm tells its scripts: it then ends with whoever started it, also when that is killed (scripts/command/watch-parent).
    npm_lifecycle_script: 'node scripts/start.ts',
  }
}

/** Waits until a server that was just started answers. @throws Refusal when it ends before, or takes minutes */
export async function waitForAnswer(url: string, isOver: () => boolean): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS
  while (Date.now() < deadline && !isOver()) {
    const answered = await fetch(url, { redirect: 'manual' }).catch(() => null)
    // Read by nobody, it would keep its connection open until the dashboard gives up on it.
    await answered?.body?.cancel()
    if (answered) return
    await sleep(25)
  }
  throw new Refusal(`What was to serve ${url} did not start.`)
}

async function findDatabase(data: string): Promise<string> {
  const secrets = await readSecrets(dataFiles(data).secrets)
  if (!secrets) throw new Refusal('The launcher has made no secrets.json.')
  const server = embeddedPostgres(data, secrets)
  await server.ensure()
  return server.url()
}
