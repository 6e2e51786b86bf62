import 'server-only'
import { TokenEndpointError, type TokenFailure } from '#lib/oauth/errors'
import { refreshToken } from '#lib/oauth/refresh-token'
import type { AuthorizationServer } from '#lib/oauth/types'

/**
 * Whether the authorization server knows our credentials, asked with a refresh token that never existed: a server that
 * accepts the app answers `invalid_grant`. Answers null when accepted, else the failure.
 */
export async function probeCredentials(server: AuthorizationServer): Promise<TokenFailure | null> {
  try {
    await refreshToken(server, 'mooring-credentials-probe')
    return null
  } catch (error) {
    if (!(error instanceof TokenEndpointError)) throw error
    return error.failure === 'invalid_grant' ? null : error.failure
  }
}
