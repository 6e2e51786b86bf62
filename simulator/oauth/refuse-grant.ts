import { createHash } from 'node:crypto'
import type { Answer } from '#simulator/answer'
import { hydraError } from '#simulator/oauth/hydra-errors'
import type { Call } from '#simulator/request'
import type { TokenRecord } from '#simulator/store/store-types'
import type { World } from '#simulator/types'

/** What oidc-provider answered. */
interface Refused {
  error: string
  status: number
}

/** Says a refusal of the token endpoint in Hydra's words, which call more of them `invalid_grant` than oidc-provider does. */
export async function refuseGrant(world: World, { form }: Call, { error, status }: Refused): Promise<Answer> {
  if (error !== 'invalid_grant' && error !== 'invalid_request')
    return hydraError(error, status >= 500 ? { status } : {})
  const name = form.get('grant_type') === 'refresh_token' ? 'refresh_token' : 'code'
  // Hydra looks for what is missing or empty, and finds nothing (fosite, flow_authorize_code_token.go, flow_refresh.go).
  if (!form.get(name)) return hydraError('invalid_grant')
  const record = name === 'code' ? world.store.tokens.get(form.get('code') ?? '') : undefined
  const hint = record?.kind === 'code' ? await hintOf(world, record, form) : null
  return hint === null ? hydraError(error) : hydraError('invalid_grant', { hint })
}

async function hintOf({ store }: World, record: TokenRecord, form: URLSearchParams): Promise<string | null> {
  const { redirectUri, codeChallenge } = record.payload
  if (record.firstUsedAt !== null) return 'The authorization code has already been used.'
  if (record.revokedAt !== null || record.expiresAt <= Date.now()) return null
  if (form.get('redirect_uri') !== redirectUri)
    return "The 'redirect_uri' from this request does not match the one from the authorize request."
  const verifier = form.get('code_verifier') ?? ''
  if (codeChallenge === undefined || createHash('sha256').update(verifier).digest('base64url') === codeChallenge)
    return null
  // The attempt uses up the code: Hydra deletes the challenge before it looks at the verifier (fosite, pkce/handler.go).
  record.revokedAt = Date.now()
  await store.save()
  return verifier.length < 43
    ? 'The PKCE code verifier must be at least 43 characters.'
    : 'The PKCE code challenge did not match the code verifier.'
}
