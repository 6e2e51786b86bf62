import type { Answer } from '#simulator/answer'

interface HydraText {
  status: number
  description: string
}

/** Status and words of fosite's errors (https://github.com/ory/fosite, errors.go). */
const TEXTS: Readonly<Record<string, HydraText>> = {
  invalid_request: text(
    400,
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
  ),
  invalid_client: text(
    401,
    'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).',
  ),
  invalid_grant: text(
    400,
    'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  ),
  unauthorized_client: text(400, 'The client is not authorized to request a token using this method.'),
  unsupported_grant_type: text(400, 'The authorization grant type is not supported by the authorization server.'),
  invalid_scope: text(400, 'The requested scope is invalid, unknown, or malformed.'),
  scope_not_granted: text(403, 'The token was not granted the requested scope.'),
  request_unauthorized: text(401, 'The request could not be authorized.'),
  server_error: text(
    500,
    'The authorization server encountered an unexpected condition that prevented it from fulfilling the request.',
  ),
  temporarily_unavailable: text(
    503,
    'The authorization server is currently unable to handle the request due to a temporary overloading or maintenance of the server.',
  ),
  too_many_requests: text(429, 'Too many requests were sent from this address. Try again later.'),
  access_denied: text(403, 'The resource owner or authorization server denied the request.'),
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

export function hydraError(error: string, { hint, status }: { hint?: string; status?: number } = {}): Answer {
  const known = TEXTS[error] ?? { status: 400, description: 'The request failed.' }
  const statusCode = status ?? known.status
  const body = {
    error,
    error_description: known.description,
    ...(hint === undefined ? {} : { error_hint: hint }),
    status_code: statusCode,
  }
  return {
    status: statusCode,
    headers: { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store', pragma: 'no-cache' },
    body: JSON.stringify(body),
  }
}

/** The description that goes into a redirect; current Hydra folds the hint into it. */
export function hydraDescription(error: string, hint = ''): string {
  return [TEXTS[error]?.description ?? 'The request failed.', hint].filter(Boolean).join(' ')
}

function text(status: number, description: string): HydraText {
  return { status, description }
}
