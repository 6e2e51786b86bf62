import { say } from '#server/terminal'
import type { Stage } from './stage.ts'

/** Shares of all answers to refreshes. Half of the 5xx come before Qonto has rotated, half after. */
const FAULTS = [
  { share: 0.05, failure: { kind: 'lose_answer' } },
  { share: 0.01, failure: { kind: 'status', status: 503 } },
  { share: 0.01, failure: { kind: 'status_after', status: 502 } },
  { share: 0.01, failure: { kind: 'status', status: 429, retryAfter: 1 } },
] as const

/**
 * Queues the fates of so many refreshes at the fake Qonto, which deals them out one per request: runs of good answers
 * (a delay of nothing) with faults at random between them. What comes after the queue is answered well.
 */
export async function queueFaults({ qonto, running }: Stage, requests: number): Promise<number> {
  let [good, faults] = [0, 0]
  for (let request = 0; request < requests && !running.signal.aborted; request += 1) {
    const failure = drawFault()
    if (failure === null) {
      good += 1
      continue
    }
    if (good > 0) await qonto.command('failures', { target: 'refresh', kind: 'delay', ms: 0, times: good })
    await qonto.command('failures', { target: 'refresh', ...failure })
    good = 0
    faults += 1
  }
  say(`Queued ${faults} faults among ${requests} answers.`)
  return faults
}

function drawFault(): (typeof FAULTS)[number]['failure'] | null {
  let dice = Math.random()
  for (const { share, failure } of FAULTS) {
    if (dice < share) return failure
    dice -= share
  }
  return null
}
