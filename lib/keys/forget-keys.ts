import 'server-only'
import { countByKey, counting } from '#lib/keys/count-by-key'
import { databaseOrigin } from '#lib/keys/database-identity'
import { allOpen, readCanaries, removeCanary } from '#lib/keys/key-check'
import { keyring } from '#lib/keys/sealed-store'

/**
 * Forgets the older keys that nothing names any more, counted in the same transaction, so that they may be left out of the
 * settings. Forgets none in a copied database, whose mark of origin would go with them, nor with a ring that is wrong.
 * @param lost a key that is gone for good and therefore not in the ring: it is forgotten although values name it, because
 * no sign-in works until then. The values stay, and open again if the key is found.
 * @returns the ids of the forgotten keys
 */
export async function forgetKeys(lost?: string): Promise<string[]> {
  if ((await databaseOrigin()) === 'copied') return []
  return counting(async (tx) => {
    const named = new Set((await countByKey(tx)).map(({ keyId }) => keyId))
    const canaries = await readCanaries(tx)
    if (!allOpen(canaries.filter(({ keyId }) => keyId !== lost))) return []
    const isOver = (id: string, opens: boolean) => id !== keyring().activeId && (id === lost ? !opens : !named.has(id))
    const forgotten = canaries.filter(({ keyId, opens }) => isOver(keyId, opens)).map(({ keyId }) => keyId)
    for (const keyId of forgotten) await removeCanary(tx, keyId)
    return forgotten
  })
}
