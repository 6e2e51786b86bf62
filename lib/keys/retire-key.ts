import 'server-only'
import type { DatabaseTransaction } from '#lib/db'
import { countByKey, counting, type KeyCount } from '#lib/keys/count-by-key'
import { databaseOrigin } from '#lib/keys/database-identity'
import { allOpen, readCanaries, removeCanary } from '#lib/keys/key-check'
import { keyring } from '#lib/keys/sealed-store'
import { fail, ok, type Result } from '#lib/result'

export type RetireRefusal =
  /** It seals new values. */
  | { kind: 'active' }
  /** The database knows no key of this id: retired before, or never used. */
  | { kind: 'unknown' }
  /** Its canary is the mark of origin, which must not go before somebody has decided which database counts. */
  | { kind: 'copied' }
  /** Another key does not open its canary: this ring may decide nothing. */
  | { kind: 'cannot_open'; keyIds: string[] }
  | { kind: 'named'; counts: KeyCount[] }
  /** Called lost, but the ring opens its canary. */
  | { kind: 'not_lost' }

/**
 * Forgets an older key, so that it may leave the ring: only when nothing names it any more, counted in the transaction
 * that forgets it.
 * @param lost the key is gone for good: it is forgotten although values name it. They are kept, and cannot be opened
 * unless the key is found again; without this nobody could ever sign in again.
 */
export async function retireKey(id: string, { lost = false } = {}): Promise<Result<undefined, RetireRefusal>> {
  if (id === keyring().activeId) return fail({ kind: 'active' })
  if ((await databaseOrigin()) === 'copied') return fail({ kind: 'copied' })
  return counting((tx) => retire(tx, id, lost))
}

async function retire(tx: DatabaseTransaction, id: string, lost: boolean): Promise<Result<undefined, RetireRefusal>> {
  const canaries = await readCanaries(tx)
  const own = canaries.find(({ keyId }) => keyId === id)
  const counts = (await countByKey(tx)).filter(({ keyId }) => keyId === id)
  if (!own) return fail(counts.length > 0 ? { kind: 'named', counts } : { kind: 'unknown' })
  const others = canaries.filter((canary) => canary !== own)
  if (!allOpen(others))
    return fail({ kind: 'cannot_open', keyIds: others.filter(({ opens }) => !opens).map(({ keyId }) => keyId) })
  if (lost && own.opens) return fail({ kind: 'not_lost' })
  if (!lost && counts.length > 0) return fail({ kind: 'named', counts })
  await removeCanary(tx, id)
  return ok()
}
