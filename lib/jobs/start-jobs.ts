import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { isUnreachable } from '#lib/db'
import { startQueue } from '#lib/jobs/start-queue'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { tellOperators } from '#lib/jobs/tell-operators'
import { tellProblems } from '#lib/jobs/tell-problems'
import { log, nameOf } from '#lib/log'
import { CHANNELS } from '#lib/told/channels'
import { lookForTransitions } from '#lib/told/look-for-transitions'
import { tellOperatorsByMail } from '#lib/told/mail/tell-operators-by-mail'
import { sendDue } from '#lib/told/send-due'
import { disableEndpoints } from '#lib/told/webhooks/disable-endpoints'

export interface Jobs {
  /** Takes no new work, lets what runs finish, and resolves when it has. */
  stop(): Promise<void>
}

const SWEEP_EVERY_MS = 2_000
/** How soon something is told after it was written. */
const LOOK_FOR_TRANSITIONS_EVERY_MS = 5_000
/** How soon a delivery is sent that was written or is due again. */
const SEND_EVERY_MS = 2_000
const START_AGAIN_AFTER_MS = 5_000
/** How soon a new problem is told; how often an old one is told again is up to `tell-problems`. */
const LOOK_FOR_PROBLEMS_EVERY_MS = 60_000

/**
 * Starts the background work of this replica: the sweeper, what people and an administrator must be told, and its share of the queue. The start does not wait for the queue, which
 * is tried again for as long as it cannot start: pages must not, and what the sweeper takes up has sixty seconds only.
 */
export function startJobs(): Jobs {
  const stopping = new AbortController()
  const loops = [
    repeat(SWEEP_EVERY_MS, 'sweep_failed', () => sweepAttempts(stopping.signal)),
    repeat(LOOK_FOR_PROBLEMS_EVERY_MS, 'problems_not_told', () =>
      Promise.all([tellProblems(), tellOperators(tellOperatorsByMail)]),
    ),
    repeat(LOOK_FOR_TRANSITIONS_EVERY_MS, 'transitions_not_told', () => lookForTransitions(stopping.signal)),
    // Each channel for itself: a mail server that hangs keeps no webhook back.
    ...CHANNELS.map((channel) =>
      repeat(SEND_EVERY_MS, 'deliveries_not_sent', () => sendDue(stopping.signal, [channel])),
    ),
    repeat(SEND_EVERY_MS, 'endpoints_not_disabled', disableEndpoints),
  ]
  const starting = keepStarting(stopping.signal)
  return {
    stop: async () => {
      // First of all: a refresh that is begun from here on might not land before the database is closed.
      stopping.abort()
      await Promise.all([...loops.map((stop) => stop()), starting.then((stopQueue) => stopQueue?.())])
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

function repeat(everyMs: number, failed: string, work: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = work()
      .catch((error: unknown) => {
        // While the database is away every run fails; the pages say so, the log need not repeat it.
        if (!isUnreachable(error)) log.error(failed, { cause: nameOf(error) })
      })
      .finally(() => {
        busy = false
      })
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await running
  }
}
