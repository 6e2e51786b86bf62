import type { AuthorizationTransaction } from '#lib/consent/find-connection'
import type { Grant } from '#lib/oauth/types'
import type { Owner } from '#lib/qonto/read-owner'

/** A verified grant and everything that is known about the transaction that brought it. */
export interface Consent {
  transaction: AuthorizationTransaction
  grant: Grant
  owner: Owner
  clientId: string
  /** The database's time before the code was exchanged: lifetimes count from here. */
  grantedAt: Date
  /** The session that this browser had before; it ends with the new one. */
  formerSessionId: string | null
  /** The entry of `MOORING_ALLOW` that let it in; null where everybody is. */
  admittedBy: string | null
}
