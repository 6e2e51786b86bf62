import 'server-only'
import type { Session } from '#lib/auth/session/session-store'
import type { SignInError } from '#lib/auth/transaction/sign-in-errors'
import type { Checks } from '#lib/auth/transaction/transaction-cookie'
import type { AuthorizationTransaction } from '#lib/consent/find-connection'
import type { Connected } from '#lib/consent/store-consent'
import type { OAuthError } from '#lib/oauth/errors'
import type { Grant } from '#lib/oauth/types'

/**
 * One callback while it runs. The options of next-auth are made for it, so its steps get it as an argument: tokens never enter
 * next-auth's account object, and a reason never has to be squeezed into its error strings.
 */
export interface Flow {
  reference: string
  transaction: AuthorizationTransaction
  /** The parameters that came back, already validated. */
  response: URLSearchParams
  /** What binds the transaction to this browser, to be compared with what came back. */
  checks: Checks
  /** Ends all requests to Qonto of this callback. */
  deadline: AbortSignal
  /** What the browser calls itself, in words. */
  device: string | null
  /** The session that this browser had before; it ends with the new one. */
  former: Session | null
  /** Aborted when the browser has been answered without us: nothing may be stored any more. */
  late?: AbortSignal | undefined
  /** Set by the exchange. */
  grant?: { grant: Grant; grantedAt: Date }
  /** Set when the consent is stored. */
  connected?: Stored
  /** True when the consent may be stored, because the confirmation of its commit was lost. */
  isInDoubt?: boolean
  /** Set by whichever step failed. */
  failure?: SignInError | undefined
  failedCheck?: string | null
  /** What Qonto's token endpoint said, when it was an error that we know. */
  oauthError?: OAuthError | null
}

/** What a callback came to: whose session it makes; after a join there is no connection of it. */
export type Stored = Pick<Connected, 'userId' | 'accountId'> & { connectionId: string | null }
