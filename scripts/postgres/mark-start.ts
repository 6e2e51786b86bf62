import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { dataFiles } from '#scripts/command/data-directory'
import { withLock } from '#scripts/command/lock'

/** What `lib/keys/database-identity.ts` takes for a copy in every process: neither part is one of a real file. */
const SET_BACK = 'set back'

/** `next` is there while a start is being written to both places. */
const counter = z.object({ starts: z.number().int(), next: z.number().int().optional() })

/**
 * Inode number and change time of a file that PostgreSQL writes once and never again. A copy has another of each. `mv` on the
 * same file system keeps both; `chmod`, `chown` and a backup with hard links keep the first.
 */
export async function readClusterFile(postgres: string): Promise<string> {
  const { ino, ctimeNs } = await stat(join(postgres, 'PG_VERSION'), { bigint: true })
  return `${ino} ${ctimeNs}`
}

/**
 * Counts this start in the database and in a file beside it. When they differ, the files of the database were set back to
 * an earlier day in place, and its refresh tokens may be used up: it counts as a copy until a restore is declared.
 * Also gives its mark to a database that was made before there were marks.
 */
export async function markStart(data: string, url: string, mark: string): Promise<'counted' | 'set_back'> {
  const { startLock, starts: file } = dataFiles(data)
  return withLock(startLock, async () => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
    client.on('error', () => {})
    await client.connect()
    try {
      return await count(client, file, mark)
    } finally {
      await client.end()
    }
  })
}

async function count(client: pg.Client, file: string, mark: string): Promise<'counted' | 'set_back'> {
  const found = await client.query('SELECT count(*)::int AS canaries, max(starts) AS starts FROM canaries')
  const { canaries, starts } = z.object({ canaries: z.number(), starts: z.number().nullable() }).parse(found.rows[0])
  // Nothing was ever sealed here, so there is nothing to lose; a count beside it is of one that was thrown away.
  if (canaries === 0) {
    await rm(file, { force: true })
    return 'counted'
  }
  const known = await readCounter(file)
  const isSetBack = known !== null && starts !== known.starts && starts !== (known.next ?? known.starts)
  const latest = Math.max(starts ?? 0, known?.starts ?? 0, known?.next ?? 0)
  // The file says both numbers first: a crash between the two writes must not look like an earlier day.
  await writeCounter(file, { starts: starts ?? latest, next: latest + 1 })
  await client.query('UPDATE canaries SET starts = $1', [latest + 1])
  if (isSetBack) await client.query('UPDATE canaries SET cluster_file = $1', [SET_BACK])
  else
    await client.query(
      'UPDATE canaries SET cluster_file = coalesce((SELECT max(cluster_file) FROM canaries), $1) WHERE cluster_file IS NULL',
      [mark],
    )
  await writeCounter(file, { starts: latest + 1 })
  return isSetBack ? 'set_back' : 'counted'
}

/** Null when there is none, or none that can be read: it was taken away, and nothing can be told from it. */
async function readCounter(file: string): Promise<z.infer<typeof counter> | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  try {
    return counter.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

async function writeCounter(file: string, value: z.infer<typeof counter>): Promise<void> {
  const draft = `${file}.new`
  await writeFile(draft, `${JSON.stringify(value)}\n`, { mode: 0o600, flush: true })
  await rename(draft, file)
}
