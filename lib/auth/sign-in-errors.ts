/** How a sign-in can fail. A closed list: the page has a sentence for each, and nothing else ever stands in its URL. */
export const SIGN_IN_ERRORS = [
  'access_denied',
  'flow_expired',
  'flow_invalid',
  'flow_replayed',
  'provider_unavailable',
  'provider_rejected',
  'provider_invalid_response',
  'identity_invalid',
  'scope_missing',
  'account_conflict',
  'storage_unavailable',
  'config_error',
  'reauth_required',
] as const
export type SignInError = (typeof SIGN_IN_ERRORS)[number]

/** The page that explains an error. The reference ties it to the log. */
export function errorPath(error: SignInError, reference: string): string {
  return `/sign-in/error?${new URLSearchParams({ error, ref: reference })}`
}
