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
const WAITING = `SELECT pid, query FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))`

interface HoldOptions {
  values?: unknown[]
  /** Whose arrival counts: a part of the statement that is meant. A job that comes by may run into the lock as well. */
  by?: string
}

/**
 * Takes a lock.
 * @param session of its own, outside of any transaction; it ends with the hold
 */
export async function hold(
  session: pg.Client,
  statement: string,
  { values = [], by = '' }: HoldOptions = {},
): Promise<Hold> {
  await session.query('BEGIN')
  await session.query(statement, values)
  const waiting = async (part = '') => {
    await session.query('SELECT pg_stat_clear_snapshot()')
    const { rows } = await session.query<{ query: string }>(WAITING)
    return rows.filter(({ query }) => query.includes(part)).length
  }
  return {
    reached: () => until(async () => (await waiting(by)) > 0, 'somebody waits for the lock'),
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
