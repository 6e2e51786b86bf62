import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { isUnreachable } from '#lib/db'
import { startQueue } from '#lib/jobs/start-queue'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { log, nameOf } from '#lib/log'

export interface Jobs {
  /** Takes no new work, lets what runs finish, and resolves when it has. */
  stop(): Promise<void>
}

const SWEEP_EVERY_MS = 2_000
const START_AGAIN_AFTER_MS = 5_000

/**
 * Starts the background work of this replica: the sweeper, and its share of the queue. Nobody waits for the queue, which
 * is tried again for as long as it cannot start: pages must not, and what the sweeper takes up has sixty seconds only.
 */
export function startJobs(): Jobs {
  const stopping = new AbortController()
  const stopSweeping = startSweeping(stopping.signal)
  const starting = keepStarting(stopping.signal)
  return {
    stop: async () => {
      // First of all: a refresh that is begun from here on might not land before the database is closed.
      stopping.abort()
      await Promise.all([stopSweeping(), starting.then((stopQueue) => stopQueue?.())])
    },
  }
}

async function keepStarting(stopping: AbortSignal): Promise<(() => Promise<void>) | undefined> {
  while (!stopping.aborted) {
    try {
      return await startQueue(stopping)
    } catch (error) {
      log.warn('jobs_not_started', { cause: nameOf(error) })
      await wait(START_AGAIN_AFTER_MS, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
}

function startSweeping(stopping: AbortSignal): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = sweepAttempts(stopping)
      .catch((error: unknown) => {
        // While the database is away every sweep fails; the pages say so, the log need not repeat it.
        if (!isUnreachable(error)) log.error('sweep_failed', { cause: nameOf(error) })
      })
      .finally(() => {
        busy = false
      })
  }, SWEEP_EVERY_MS)
  return async () => {
    clearInterval(timer)
    await running
  }
}
