import { CONFIGURATION, TRANSIENT } from '#lib/oauth/errors'

/**
 * What a failed call means for a connection. `failure` on the row is one of these words; the sentence for each is in
 * the message files. Nothing here is final: only a refused grant is, and that is a status.
 */
export const CONFIGURATION_FAILURES: ReadonlySet<string> = new Set(CONFIGURATION)
/** Of the API as of the token endpoint: it says nothing about what was asked, and passes by itself. */
export const TRANSIENT_FAILURES: ReadonlySet<string> = new Set(TRANSIENT)

/** Why there is no usable token, typed by what the caller must do next. */
export type TokenRefusal = 'reconnect' | 'later' | 'operator' | 'paused' | 'locked' | 'gone' | 'other_owner'

/** Qonto refused the refresh token, and it is asked about again before that is believed (`weigh-refusal`). */
export const UNCONFIRMED_REFUSALS = ['refusal_unconfirmed', 'refusal_held'] as const
