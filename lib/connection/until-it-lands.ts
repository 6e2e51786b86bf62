import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { isRolledBack, isUnreachable } from '#lib/db'
import { log, nameOf } from '#lib/log'

/** As long as Qonto's grace: after it the old token is of no use, and whoever is left must ask for a new consent anyway. */
const GIVE_UP_AFTER_MS = 60_000

/** Repeats a write while the database is away or asks to try again. Any other error, and the last one after a minute, is thrown. */
export async function untilItLands<Value>(write: () => Promise<Value>): Promise<Value> {
  const deadline = performance.now() + GIVE_UP_AFTER_MS
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write()
    } catch (error) {
      if (!(isUnreachable(error) || isRolledBack(error)) || performance.now() > deadline) throw error
      log.warn('write_repeated', { attempt, cause: nameOf(error) })
      await wait(Math.min(100 * attempt, 1_000))
    }
  }
}
