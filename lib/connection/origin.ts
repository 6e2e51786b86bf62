import 'server-only'
import { db } from '#lib/db'

export type Origin = 'own' | 'copied'

let known: { origin: Origin; until: number } | undefined

/**
 * Whether this is the database that the stored tokens belong to, or a copy of it. A copy must not use a refresh token:
 * by the time it does, the original has used it too, and its replay would end the live chain.
 * The mark is the server's system identifier and the database's name, kept with the canary; a restore in place keeps
 * both and cannot be told, so it is declared (`npm run declare-restore`).
 */
export async function databaseOrigin(now = Date.now()): Promise<Origin> {
  if (known && now < known.until) return known.origin
  const [row] = await db().$queryRaw<Array<{ copied: boolean }>>`
    SELECT EXISTS (SELECT 1 FROM canaries, pg_control_system() AS control
                    WHERE canaries.system_identifier <> control.system_identifier::text
                       OR canaries.database_name <> current_database()) AS copied`
  const origin = row?.copied ? 'copied' : 'own'
  known = { origin, until: now + 60_000 }
  return origin
}

/** What was last found out about the origin, without asking again: pages must not pay a query for it. Jobs keep it fresh. */
export function knownOrigin(): Origin {
  return known?.origin ?? 'own'
}

/**
 * Declares that this database is the one that counts from now on: the mark of origin becomes its own, and the moment is
 * kept, so that a refusal of an older token can be told apart from a consent that was withdrawn.
 */
export async function declareRestore(): Promise<void> {
  await db().$executeRaw`
    UPDATE canaries SET system_identifier = control.system_identifier::text, database_name = current_database(), restored_at = now()
      FROM pg_control_system() AS control`
  known = undefined
}

/** When an administrator last declared a restore; null when never. */
export async function restoredAt(): Promise<Date | null> {
  const { _max } = await db().canary.aggregate({ _max: { restoredAt: true } })
  return _max.restoredAt
}
