import { progress } from '#server/terminal'
import type { Worker } from './crew.ts'
import type { Stage } from './stage.ts'

const AT_ONCE = 10

/** Real consents at the fake Qonto, each stored as a connection of its own. */
export function makeConnections(stage: Stage, worker: Worker, count: number): Promise<string[]> {
  return progress(`Connecting ${count} ${count === 1 ? 'connection' : 'connections'}`, async () => {
    const ids: string[] = []
    while (ids.length < count && !stage.running.signal.aborted) {
      const trips = Array.from({ length: Math.min(AT_ONCE, count - ids.length) }, () => stage.qonto.connect())
      const tokens = await Promise.all(trips)
      ids.push(...(await Promise.all(tokens.map((one) => worker.ask('adopt', one)))))
    }
    return ids
  })
}

/** Lets the stored access token be over, by our clock only. */
export async function expire({ sql }: Stage, id: string): Promise<void> {
  await sql('UPDATE connections SET access_expires_at = now() WHERE id = $1', [id])
}

/** How often the fake Qonto was asked to refresh since the last `clear`. */
export async function refreshesSeen({ qonto }: Stage): Promise<number> {
  const { counts } = await qonto.command('state')
  return counts.requests.refresh ?? 0
}

/** Which of these connections Qonto no longer serves: their token is not handed out, or not accepted. */
export async function findLost({ qonto }: Stage, worker: Worker, ids: string[]): Promise<string[]> {
  const lost: string[] = []
  for (const id of ids) {
    const token = await worker.ask('token', id)
    const works = token.ok && (await qonto.api('membership', token.value.token)).status === 200
    if (!works) lost.push(`${id}: ${token.ok ? 'refused by Qonto' : token.reason}`)
  }
  return lost
}
