import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { db } from '#lib/db'
import { inFlight } from '#lib/in-flight'
import { log, nameOf } from '#lib/log'

/** Many calls are one write. A process that is told to stop waits for no longer than this. */
const GATHER_MS = 1_000

interface Use {
  keyId: string
  connectionId: string
  /** A scope of Qonto, `token` or `other`. */
  needed: string
}

interface Gathered {
  counts: Map<string, number>
  isWaiting: boolean
}

// On `globalThis`, because Next may load this module more than once.
const holder = globalThis as typeof globalThis & { apiKeyUses?: Gathered }

/** Counts one use of a connection by a key, by day and by what it needed. Never the path, the query or what was sent. */
export function countUse({ keyId, connectionId, needed }: Use): void {
  holder.apiKeyUses ??= { counts: new Map(), isWaiting: false }
  const gathered = holder.apiKeyUses
  const key = `${keyId} ${connectionId} ${needed}`
  gathered.counts.set(key, (gathered.counts.get(key) ?? 0) + 1)
  if (gathered.isWaiting) return
  gathered.isWaiting = true
  inFlight(() => writeSoon(gathered)).catch((error: unknown) =>
    log.warn('api_key_uses_not_counted', { cause: nameOf(error) }),
  )
}

async function writeSoon(gathered: Gathered): Promise<void> {
  await wait(GATHER_MS)
  const counts = [...gathered.counts]
  gathered.counts.clear()
  gathered.isWaiting = false
  const columns = counts.map(([key, count]) => [...key.split(' '), count])
  const column = (at: number) => columns.map((row) => row[at])
  // Of a key or a connection that has been deleted meanwhile there is nothing to count.
  await db().$executeRaw`
    INSERT INTO api_key_uses (key_id, connection_id, needed, day, count, last_at)
    SELECT key_id, connection_id, needed, current_date, count, now()
      FROM unnest(${column(0)}::uuid[], ${column(1)}::uuid[], ${column(2)}::text[], ${column(3)}::int[])
           AS used(key_id, connection_id, needed, count)
     WHERE EXISTS (SELECT 1 FROM api_keys WHERE id = key_id) AND EXISTS (SELECT 1 FROM connections WHERE id = connection_id)
    ON CONFLICT (connection_id, key_id, needed, day)
    DO UPDATE SET count = api_key_uses.count + excluded.count, last_at = excluded.last_at`
}
