import { type Answer, json } from '#simulator/answer'
import { takeAll } from '#simulator/failures/failures'
import { publishedJwks } from '#simulator/id-token/signing-keys'
import { SCOPE_NAMES } from '#simulator/oauth/scopes'
import type { World } from '#simulator/types'

export function jwks({ store, failures }: World): Answer {
  const published = store.keys.filter((key) => key.published).flatMap(publishedJwks)
  const extra = takeAll(failures, 'keys').flatMap(({ json: entries }) => entries)
  const anonymous = takeAll(failures, 'drop_kid').length > 0
  return json(200, { keys: [...extra, ...published.map(({ kid, ...key }) => (anonymous ? key : { kid, ...key }))] })
}

/** Hydra's document. Nothing may depend on it: whether Qonto answers here is unknown. */
export function discovery({ options: { url } }: World): Answer {
  return json(200, {
    issuer: url,
    authorization_endpoint: `${url}/oauth2/auth`,
    token_endpoint: `${url}/oauth2/token`,
    jwks_uri: `${url}/.well-known/jwks.json`,
    userinfo_endpoint: `${url}/userinfo`,
    revocation_endpoint: `${url}/oauth2/revoke`,
    scopes_supported: SCOPE_NAMES,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    claims_supported: ['sub', 'email'],
  })
}
