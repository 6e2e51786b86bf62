import type { Settings } from '#lib/env'
import { isLoopback } from '#lib/env'

/**
 * Where Qonto answers (Qonto, "Base URLs" and "OAuth flow"). Static on purpose: discovery is never mentioned in Qonto's
 * documentation, so starting must not depend on it.
 */
export function qontoEndpoints(settings: Settings) {
  const { oauthUrl, apiUrl, issuer, clientId, clientSecret, stagingToken } = settings
  return {
    issuer,
    authorizationUrl: `${oauthUrl}/oauth2/auth`,
    tokenUrl: `${oauthUrl}/oauth2/token`,
    revocationUrl: `${oauthUrl}/oauth2/revoke`,
    jwksUrl: `${oauthUrl}/.well-known/jwks.json`,
    apiUrl,
    clientId,
    clientSecret,
    headers: (stagingToken === null ? {} : { 'X-Qonto-Staging-Token': stagingToken }) as Record<string, string>,
    loopback: isLoopback(new URL(oauthUrl).hostname),
  }
}

export type QontoEndpoints = ReturnType<typeof qontoEndpoints>
