import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { isRolledBack, isUnreachable } from '#lib/db'
import { log, nameOf } from '#lib/log'

/** What is only a note about something: after a minute the process does without it. */
const GIVE_UP_AFTER_MS = 60_000

/**
 * Repeats a write while the database is away or asks to try again. Any other error, and that of the last try, is thrown:
 * the one that began when the time was over, because what failed by a pause of this process says nothing about the database.
 * @param giveUpAfterMs `Infinity` for what exists nowhere but in our memory
 */
export async function retryUntilCommitted<Value>(
  write: () => Promise<Value>,
  giveUpAfterMs = GIVE_UP_AFTER_MS,
): Promise<Value> {
  const deadline = performance.now() + giveUpAfterMs
  for (let attempt = 1; ; attempt += 1) {
    const isLast = performance.now() > deadline
    try {
      return await write()
    } catch (error) {
      if (!(isUnreachable(error) || isRolledBack(error)) || isLast) throw error
      log.warn('write_repeated', { attempt, cause: nameOf(error) })
      await wait(Math.min(100 * attempt, 1_000))
    }
  }
}
