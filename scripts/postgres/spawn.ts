import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresEnvironment } from '#scripts/postgres/initialise'
import { readPostmaster } from '#scripts/postgres/postmaster'
import type { RunAs } from '#scripts/postgres/run-as'

const LOG_LIMIT = 5_000_000
const START_LIMIT_MS = 120_000

export interface SpawnOptions {
  postgres: string
  runAs: RunAs
  directory: string
  port: number
  logFile: string
  durable: boolean
}

/** Starts the server and waits until it accepts connections. Rejects with the last words of its log. */
export async function spawnPostgres(options: SpawnOptions): Promise<ChildProcess> {
  const { runAs, logFile } = options
  const log = openLog(logFile)
  const begin = statSync(logFile).size
  const [command = options.postgres, ...words] = [...runAs.prefix, options.postgres, ...flags(options)]
  // A group of its own, because Ctrl-C in a terminal would otherwise stop the database before the last requests are answered.
  const child = spawn(command, words, {
    ...runAs.options,
    detached: true,
    stdio: ['ignore', log, log],
    env: postgresEnvironment(),
    cwd: '/',
  })
  closeSync(log)
  child.on('error', () => {})
  child.unref()
  await waitUntilReady(child, options, begin)
  return child
}

function flags({ directory, port, durable }: SpawnOptions): string[] {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC']
  const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']
  return [
    '-D',
    directory,
    '-p',
    String(port),
    ...[...settings, ...(durable ? [] : careless)].flatMap((setting) => ['-c', setting]),
  ]
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return openSync(file, size > LOG_LIMIT ? 'w' : 'a', 0o600)
}

async function waitUntilReady(child: ChildProcess, { directory, logFile }: SpawnOptions, begin: number): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS
  while (Date.now() < deadline) {
    const found = await readPostmaster(directory)
    if (found?.pid === child.pid && found?.ready) return
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break
    await sleep(20)
  }
  throw new Error(lastWords(readFileSync(logFile).subarray(begin).toString()))
}

/** The line of a log that says why: the last FATAL, else the last line. */
export function lastWords(log: string): string {
  const lines = log.trim().split('\n')
  const fatal = lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1)
  return fatal?.replace(/^.*?(FATAL|PANIC): +/, '').trim() || 'it said nothing'
}
