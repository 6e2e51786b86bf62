import 'server-only'
import { CONFIGURATION_FAILURES } from '#lib/connection/failures'
import { isBraked } from '#lib/connection/fleet/fleet-brake'
import { db } from '#lib/db'
import type { Environment } from '#lib/generated/prisma/client'
import { countByKey } from '#lib/keys/count-by-key'
import { keyring } from '#lib/keys/sealed-store'

/** What stored connections still say about the setup, when the tests of this moment say that all is well. */
export interface Waiting {
  /** Why Qonto refused the latest of those that have not been tried since; null when there is none. */
  refusal: string | null
  /** Keys that have sealed something here and are not in the ring. Their names are no secret. */
  lostKeys: string[]
  /** Nothing is ended until an administrator releases the brake. */
  isBraked: boolean
}

export async function findBlocked(environment: Environment): Promise<Waiting> {
  const [refused, lostKeys, braked] = await Promise.all([
    db().connection.findFirst({
      where: {
        environment,
        status: 'active',
        failure: { in: [...CONFIGURATION_FAILURES, 'identity_changed', 'request_refused'] },
      },
      orderBy: { failedAt: 'desc' },
      select: { failure: true },
    }),
    findLostKeys(),
    isBraked(),
  ])
  return { refusal: refused?.failure ?? null, lostKeys, isBraked: braked }
}

async function findLostKeys(): Promise<string[]> {
  const { ids } = keyring()
  const named = (await countByKey(db())).map(({ keyId }) => keyId).filter((keyId) => keyId !== null)
  return [...new Set(named)].filter((keyId) => !ids.includes(keyId)).sort()
}
