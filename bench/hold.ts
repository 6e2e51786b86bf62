import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'

/** A lock in PostgreSQL that somebody is meant to run into: what comes after it has not happened yet, for as long as it is held. */
export interface Hold {
  /** Resolves when somebody waits for it. */
  reached(): Promise<void>
  /** Ends the sessions of those who wait: PostgreSQL does not notice that a client is gone until it answers, so their statements would still land. */
  undoWaiting(): Promise<void>
  release(): Promise<void>
}

// Who waits is asked within the transaction that holds the lock, which otherwise remembers its first look.
const WAITING = `SELECT pid FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))`

/**
 * Takes a lock.
 * @param session of its own, outside of any transaction; it ends with the hold
 */
export async function hold(session: pg.Client, statement: string, values: unknown[] = []): Promise<Hold> {
  await session.query('BEGIN')
  await session.query(statement, values)
  const waiting = async () => {
    await session.query('SELECT pg_stat_clear_snapshot()')
    return (await session.query(WAITING)).rowCount ?? 0
  }
  return {
    reached: () => until(async () => (await waiting()) > 0, 'somebody waits for the lock'),
    undoWaiting: async () => {
      await session.query(`SELECT pg_terminate_backend(pid) FROM (${WAITING}) AS waiting`)
      await until(async () => (await waiting()) === 0, 'the statement is rolled back')
    },
    release: async () => {
      await session.query('ROLLBACK')
      await session.end()
    },
  }
}

export async function until(holds: () => Promise<boolean>, what: string, withinMs = 10_000): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`In vain waited for: ${what}.`)
    await wait(10)
  }
}
