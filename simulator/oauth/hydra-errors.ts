import type { Answer } from '#simulator/answer'

interface HydraText {
  status: number
  description: string
  /** What fosite adds when the place that refuses has no hint of its own. */
  hint: string
}

/** Status, words and usual hints of fosite's errors (https://github.com/ory/fosite, errors.go). */
const TEXTS: Readonly<Record<string, HydraText>> = {
  invalid_request: text(
    400,
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
    'Make sure that the various parameters are correct, be aware of case sensitivity and trim your parameters. Make sure that the client you are using has exactly whitelisted the redirect_uri you specified.',
  ),
  invalid_client: text(
    401,
    'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).',
  ),
  invalid_grant: text(
    400,
    'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  ),
  unauthorized_client: text(
    400,
    'The client is not authorized to request a token using this method.',
    'Make sure that client id and secret are correctly specified and that the client exists.',
  ),
  invalid_scope: text(400, 'The requested scope is invalid, unknown, or malformed.'),
  scope_not_granted: text(
    403,
    'The token was not granted the requested scope.',
    'The resource owner did not grant the requested scope.',
  ),
  request_unauthorized: text(
    401,
    'The request could not be authorized.',
    'Check that you provided valid credentials in the right format.',
  ),
  request_forbidden: text(403, 'The request is not allowed.', 'You are not allowed to perform this action.'),
  server_error: text(
    500,
    'The authorization server encountered an unexpected condition that prevented it from fulfilling the request.',
  ),
  temporarily_unavailable: text(
    503,
    'The authorization server is currently unable to handle the request due to a temporary overloading or maintenance of the server.',
  ),
  too_many_requests: text(429, 'Too many requests were sent from this address. Try again later.'),
  access_denied: text(
    403,
    'The resource owner or authorization server denied the request.',
    'Make sure that the request you are making is valid. Maybe the credential or request parameters you are using are limited in scope or otherwise restricted.',
  ),
  login_required: text(400, 'The Authorization Server requires End-User authentication.'),
  unsupported_response_type: text(
    400,
    'The authorization server does not support obtaining a token using this method.',
  ),
  invalid_state: text(
    400,
    'The state is missing or does not have enough characters and is therefore considered too weak.',
  ),
  insufficient_entropy: text(
    403,
    'The request used a security parameter (e.g., anti-replay, anti-csrf) with insufficient entropy.',
  ),
}

/** Hints of Hydra about a trip that went wrong at its side. */
export const TRIP_HINTS = {
  /** hydra, flow/flow_encoding.go */
  expired: 'The login request has expired, please try again.',
  /** hydra, consent/strategy_default.go and flow/flow_encoding.go */
  usedLogin: 'The login verifier has already been used, has not been granted, or is invalid.',
  usedConsent: 'The consent verifier has already been used, has not been granted, or is invalid.',
  /** hydra, consent/csrf.go */
  otherTrip: 'The CSRF value from the token does not match the CSRF value from the data store.',
  /** hydra, consent/strategy_default.go */
  noSession: "Prompt 'none' was requested, but no existing login session was found.",
} as const

const NEVER_KEPT = { 'cache-control': 'no-store', pragma: 'no-cache' }

/** Two members and no more: Qonto's Hydra leaves out `status_code`, `error_hint` and `error_debug` (fosite, errors.go). */
export function hydraError(error: string, { hint, status }: { hint?: string; status?: number } = {}): Answer {
  return {
    status: status ?? TEXTS[error]?.status ?? 400,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...NEVER_KEPT },
    body: JSON.stringify({ error, error_description: hydraDescription(error, hint) }),
  }
}

/** The answer to a revocation: no content type, no body, never kept (fosite, revoke_handler.go). */
export function hydraQuiet(): Answer {
  return { status: 200, headers: NEVER_KEPT, body: '' }
}

/** The hint is folded into the description, and quotes are written as apostrophes (fosite, errors.go, GetDescription). */
export function hydraDescription(error: string, hint?: string): string {
  const known = TEXTS[error] ?? text(400, '')
  return [known.description, hint ?? known.hint].filter(Boolean).join(' ').replaceAll('"', "'")
}

function text(status: number, description: string, hint = ''): HydraText {
  return { status, description, hint }
}
