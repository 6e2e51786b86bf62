import 'server-only'
import { accessToken } from '#lib/access/access-token'
import { pageOf } from '#lib/addresses'
import { call } from '#lib/api/call'
import { problem } from '#lib/api/problems'
import { refusalOf } from '#lib/api/refusal-of'
import { tokenQuestionSchema, tokenSchema } from '#lib/api/schemas'
import { countUse } from '#lib/api-keys/count-use'
import { inFlight } from '#lib/in-flight'
import { ok } from '#lib/result'

export const getToken = call({
  name: 'getToken',
  tag: 'Access tokens',
  method: 'POST',
  path: '/connections/{id}/token',
  permission: 'tokens:read',
  summary: 'Get a fresh access token',
  description:
    'Never a refresh token, never an ID token. However many callers ask at once, an expired token is renewed once. When Qonto answers 401 to a token, ask again with its `generation` as `rejected`.',
  question: tokenQuestionSchema,
  example: { min_ttl: 300 },
  answer: tokenSchema,
  refusals: ['missing_scopes', 'paused', 'disconnected', 'reconnect', 'setup_problem', 'later', 'locked'],
  async run({ keyId, connection, now, asOf }, { min_ttl, scopes, rejected }) {
    if (!connection) return problem('not_found')
    const { id, grantedScopes, organizationId } = connection
    const missingScopes = scopes.filter((scope) => !grantedScopes.includes(scope))
    if (missingScopes.length > 0) return problem('missing_scopes', { missingScopes, actionUrl: pageOf(id) })
    const options = {
      minTtl: min_ttl,
      refusedGeneration: rejected === undefined ? undefined : BigInt(rejected),
      read: { row: connection, now, asOf },
    }
    // Of the process and not of the request: a caller that hangs up leaves no refresh behind that nobody finishes.
    const result = await inFlight(() => accessToken(id, options))
    if (!result.ok) return refusalOf(result.reason, id)
    countUse({ keyId, connectionId: id, needed: 'token' })
    const { token, generation, expiresAt } = result.value
    const answeredAt = now.getTime() + performance.now() - asOf
    return ok({
      access_token: token,
      token_type: 'Bearer' as const,
      expires_at: expiresAt.toISOString(),
      expires_in: Math.max(0, Math.floor((expiresAt.getTime() - answeredAt) / 1000)),
      scopes: grantedScopes,
      generation: Number(generation),
      organization: organizationId,
    })
  },
})
