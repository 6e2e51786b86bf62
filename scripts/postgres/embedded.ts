import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { dataFiles } from '#scripts/command/data-directory'
import { type Lock, tryLock, withLock } from '#scripts/command/lock'
import type { Secrets } from '#scripts/launch/secrets'
import { DATABASE_NAME, ensureDatabase } from '#scripts/postgres/database'
import { SUPERUSER } from '#scripts/postgres/initialise'
import { findPostmaster, isPostgresOf, type Postmaster } from '#scripts/postgres/postmaster'
import { startServer } from '#scripts/postgres/start-server'
import { findFreePort, isListening } from '#server/ports'

const ANSWER_LIMIT_MS = 15_000

/** The PostgreSQL of one data directory, shared by every command that starts there, and stopped by the one that owns it. */
export interface EmbeddedPostgres {
  url(database?: string): string
  /** Starts it, or shares one that runs; one whose launcher is gone becomes ours. */
  ensure(): Promise<'started' | 'shared'>
  isRunning(): Promise<boolean>
  /** Ends it if it is ours. */
  stop(): Promise<void>
}

interface Kind {
  durable?: boolean
  programs?: string | null
}

export function embeddedPostgres(
  data: string,
  secrets: Secrets,
  { durable = true, programs = null }: Kind = {},
): EmbeddedPostgres {
  const files = dataFiles(data)
  const directory = files.postgres
  const password = secrets.POSTGRES_PASSWORD
  let server: Postmaster | null = null
  let ownership: Lock | null = null
  let port = 0

  const url = (database = DATABASE_NAME) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
  const ensureLocked = async () => {
    const running = await findPostmaster(directory)
    server = running && (await awaitAnswer(directory))
    const outcome = server ? ('shared' as const) : ('started' as const)
    if (running && !server) await end(running.pid, directory)
    server ??= await startServer({ files, password, port: port || (await findFreePort()), durable, programs })
    port = server.port
    ownership ??= tryLock(files.ownerLock)
    await ensureDatabase(url)
    return outcome
  }

  const stopLocked = async () => {
    // A launcher that was killed leaves its server to those who shared it: the first one to stop takes it along.
    ownership ??= server && tryLock(files.ownerLock)
    if (!ownership) return
    const running = await findPostmaster(directory)
    if (running) await end(running.pid, directory)
    if (!durable) await rm(data, { recursive: true, force: true })
    ownership.release()
    ownership = null
    server = null
  }

  return {
    url,
    ensure: () => withLock(files.startLock, ensureLocked),
    isRunning: async () => server !== null && (await isPostgresOf(server.pid, directory)),
    // Under the lock, because a launcher that starts at this moment must not take the server for a living one.
    stop: () => withLock(files.startLock, stopLocked),
  }
}

/** The server there once it answers; null when it does not, such as an orphan that hangs. */
async function awaitAnswer(directory: string): Promise<Postmaster | null> {
  const deadline = Date.now() + ANSWER_LIMIT_MS
  while (Date.now() < deadline) {
    const found = await findPostmaster(directory)
    if (!found) return null
    if (found.ready && (await isListening(found.port))) return found
    await sleep(50)
  }
  return null
}

/** SIGINT is PostgreSQL's fast shutdown: it does not wait for clients. SIGQUIT is the last resort and costs a recovery. */
export async function end(pid: number, directory: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(pid, signal)
    const deadline = Date.now() + 10_000
    while (Date.now() < deadline) {
      if (!(await isPostgresOf(pid, directory))) return
      await sleep(20)
    }
  }
}
