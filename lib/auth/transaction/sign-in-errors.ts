/** How a sign-in can fail. A closed list: the page has a sentence for each, and nothing else ever stands in its URL. */
export const SIGN_IN_ERRORS = [
  'access_denied',
  'flow_expired',
  'flow_invalid',
  'flow_replayed',
  'flow_superseded',
  'provider_unavailable',
  'provider_rejected',
  'provider_lost_track',
  'provider_page_used',
  'provider_login_required',
  'code_refused',
  'provider_invalid_response',
  'identity_invalid',
  'clock_wrong',
  'scope_missing',
  'scope_refused',
  'account_conflict',
  'other_owner',
  'nobody_to_join',
  'not_allowed',
  'invitation_over',
  'storage_unavailable',
  'config_error',
  'reauth_required',
  'too_many_requests',
] as const
export type SignInError = (typeof SIGN_IN_ERRORS)[number]

/**
 * The page that explains an error. The reference ties it to the log.
 * @param retry the transaction that can be begun again without the scopes that Qonto refused
 */
export function errorPath(error: SignInError, reference: string, retry: string | null = null): string {
  const query = new URLSearchParams({ error, ref: reference, ...(retry === null ? {} : { retry }) })
  return `/sign-in/error?${query}`
}
