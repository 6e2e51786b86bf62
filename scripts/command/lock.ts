import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Lock {
  release(): void
}

const SQLITE_BUSY = 5

/**
 * A lock on a file that the operating system drops when its holder dies, however it dies. Node has no `flock`; an empty
 * SQLite file is the portable way to one. `shared` holders exclude only an `exclusive` one.
 */
export function tryLock(file: string, kind: 'exclusive' | 'shared' = 'exclusive'): Lock | null {
  const database = new DatabaseSync(file)
  try {
    // Nothing is ever written, so nothing needs a journal beside it.
    database.exec('PRAGMA journal_mode = MEMORY')
    database.exec(kind === 'exclusive' ? 'BEGIN EXCLUSIVE' : 'BEGIN; SELECT 1 FROM sqlite_master')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return null
    throw error
  }
}

/** Runs `work` while nobody else holds the lock. */
export async function withLock<Value>(file: string, work: () => Promise<Value>): Promise<Value> {
  let lock = tryLock(file)
  while (!lock) {
    await sleep(50)
    lock = tryLock(file)
  }
  try {
    return await work()
  } finally {
    lock.release()
  }
}
