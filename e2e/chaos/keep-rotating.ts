import { setTimeout as wait } from 'node:timers/promises'
import { accessToken } from '#lib/access/access-token'

/** What the loops of one worker have seen so far. */
export interface Tally {
  tokens: number
  /** Why there was none, and how often. */
  refusals: Record<string, number>
}

const tally: Tally = { tokens: 0, refusals: {} }
let stopped = false
let loops: Promise<void>[] = []

/** Starts loops that take a token of a random connection and say at once that it was refused, so that it is renewed. */
export function keepRotating(ids: string[], count: number): void {
  stopped = false
  loops = Array.from({ length: count }, () => rotate(ids))
}

export async function stopRotating(): Promise<void> {
  stopped = true
  await Promise.all(loops)
}

export const rotatingTally = (): Tally => tally

async function rotate(ids: string[]): Promise<void> {
  while (!stopped) {
    const id = ids[Math.floor(Math.random() * ids.length)] ?? ''
    const refusal = await renew(id).catch((error: unknown) => (error instanceof Error ? error.name : 'unknown'))
    if (refusal === null) tally.tokens += 1
    else {
      tally.refusals[refusal] = (tally.refusals[refusal] ?? 0) + 1
      await wait(50)
    }
  }
}

async function renew(id: string): Promise<string | null> {
  const first = await accessToken(id)
  if (!first.ok) return first.reason
  const next = await accessToken(id, { refusedGeneration: first.value.generation, cause: 'check' })
  return next.ok ? null : next.reason
}
