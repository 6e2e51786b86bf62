import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'

/** How long one piece of work waits for the one before, which a stuck database may hold up. */
const PATIENCE_MS = 2_000

let last: Promise<void> = Promise.resolve()

/**
 * Runs pieces of work of this process one after the other. Serializable transactions that overlap are taken back and
 * tried again: twenty tabs of one person would use up their tries on each other, and in a row they take milliseconds.
 */
export async function serialize<Value>(work: () => Promise<Value>): Promise<Value> {
  const before = last
  const { promise, resolve } = Promise.withResolvers<void>()
  last = promise
  await Promise.race([before, wait(PATIENCE_MS, undefined, { ref: false })])
  return work().finally(resolve)
}
