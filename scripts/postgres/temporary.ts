import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataFiles } from '#scripts/command/data-directory'
import { tryLock } from '#scripts/command/lock'
import { readOrCreateSecrets } from '#scripts/launch/secrets'
import { type EmbeddedPostgres, embeddedPostgres, end } from '#scripts/postgres/embedded'
import { findPostmaster } from '#scripts/postgres/postmaster'

const PREFIX = 'dashboard-postgres-'
const YOUNG_MS = 60_000

/**
 * A server of its own that leaves nothing behind; fast, and careless about power failures.
 * @param programs the folder of another PostgreSQL's programs
 */
export async function startTemporary(programs: string | null = null): Promise<EmbeddedPostgres> {
  const data = await makeTemporaryData()
  const server = embeddedPostgres(data, await readOrCreateSecrets(data), { durable: false, programs })
  await server.ensure().catch(async (error: unknown) => {
    await server.stop()
    throw error
  })
  return server
}

/** A data directory that a later run clears away if this one is killed. */
export async function makeTemporaryData(): Promise<string> {
  await removeAbandoned()
  const data = await mkdtemp(join(tmpdir(), PREFIX))
  // PostgreSQL runs as another user then, who must be able to pass through.
  if (process.getuid?.() === 0) await chmod(data, 0o711)
  return data
}

/** Ends and removes what killed runs have left in a folder. The lock of a directory in use is held by its user. */
export async function removeAbandoned(folder = tmpdir(), youngerThan = YOUNG_MS): Promise<void> {
  const names = await readdir(folder)
  for (const name of names.filter((entry) => entry.startsWith(PREFIX))) {
    await removeIfAbandoned(join(folder, name), youngerThan)
  }
}

async function removeIfAbandoned(data: string, youngerThan: number): Promise<void> {
  const files = dataFiles(data)
  try {
    // Between the making of a directory and its first lock there is a moment in which it only looks abandoned.
    if (Date.now() - (await stat(data)).mtimeMs < youngerThan) return
    const starting = tryLock(files.startLock)
    const ownership = starting && tryLock(files.ownerLock)
    if (ownership) {
      const running = await findPostmaster(files.postgres)
      if (running) await end(running.pid, files.postgres)
      await rm(data, { recursive: true, force: true })
    }
    ownership?.release()
    starting?.release()
  } catch {
    // Another user's, or just being made or removed by another run.
  }
}
