import { isLoopback, type Settings, settings } from '#lib/env'

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

/**
 * True for what was granted to another app at Qonto than the one of the settings. Qonto answers `invalid_grant` to the
 * tokens of another client, and 200 to their revocation: neither says anything about them.
 */
export function isOfOtherClient({ clientId }: { clientId: string | null }): boolean {
  return clientId !== null && clientId !== settings().clientId
}
