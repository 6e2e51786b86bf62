import type { SignInError } from '#lib/auth/transaction/sign-in-errors'
import type { OAuthError } from '#lib/oauth/errors'

/**
 * What an error by redirect means for the person, and whose it is to mend. What is not here is a request that Qonto does
 * not understand, which is ours or the set-up's.
 */
const MEANINGS: Partial<Record<OAuthError, SignInError>> = {
  access_denied: 'access_denied',
  // Hydra's names for the same, when Qonto's own page gives none (flow/consent_types.go).
  'consent request denied': 'access_denied',
  'login request denied': 'access_denied',
  // The cookie of Qonto's sign-in page is gone, for example because two transactions of one browser share it (consent/csrf.go).
  request_forbidden: 'provider_lost_track',
  // Half an hour on Qonto's page (flow/flow_encoding.go).
  request_unauthorized: 'flow_expired',
  login_required: 'provider_login_required',
  consent_required: 'provider_login_required',
  interaction_required: 'provider_login_required',
  account_selection_required: 'provider_login_required',
  server_error: 'provider_unavailable',
  temporarily_unavailable: 'provider_unavailable',
  invalid_scope: 'scope_refused',
  invalid_client: 'config_error',
  unauthorized_client: 'config_error',
  unsupported_response_type: 'config_error',
  unsupported_response_mode: 'config_error',
  misconfiguration: 'config_error',
}

/**
 * The meaning of an `error`. Its description is foreign text and is never shown; it is looked at for one thing:
 * with `access_denied` Hydra also says that a page was used already ("The login verifier has already been used …"), which
 * is the Back button and no refusal.
 */
export function meaningOf(error: OAuthError | null, description: string | null): SignInError {
  if (error === 'access_denied' && /\b(?:login|consent)[ _]verifier\b/i.test(description ?? ''))
    return 'provider_page_used'
  return (error && MEANINGS[error]) ?? 'provider_rejected'
}
