import { setTimeout as wait } from 'node:timers/promises'
import { accessToken } from '#lib/access/access-token'

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

async function rotate(ids: string[]): Promise<void> {
  while (!stopped) {
    const id = ids[Math.floor(Math.random() * ids.length)] ?? ''
    // A refusal, or an error while the database is away: the next connection, a little later.
    if (!(await renew(id).catch(() => false))) await wait(50)
  }
}

async function renew(id: string): Promise<boolean> {
  const first = await accessToken(id)
  if (!first.ok) return false
  return (await accessToken(id, { refusedGeneration: first.value.generation, cause: 'check' })).ok
}
