import 'server-only'
import { accessToken } from '#lib/access/access-token'
import { call } from '#lib/api/call'
import { pageOf } from '#lib/api/describe-connection'
import { type Problem, problem } from '#lib/api/problems'
import { tokenQuestionSchema, tokenSchema } from '#lib/api/schemas'
import type { TokenRefusal } from '#lib/connection/failures'
import { inFlight } from '#lib/in-flight'
import { ok } from '#lib/result'

export const getToken = call({
  method: 'POST',
  path: '/connections/{id}/token',
  permission: 'tokens:read',
  summary: 'A fresh access token of the connection. Never a refresh token, never an ID token.',
  question: tokenQuestionSchema,
  answer: tokenSchema,
  async run({ connection, now }, { min_ttl, scopes, rejected }) {
    if (!connection) return problem('not_found')
    const { id, grantedScopes, organizationId } = connection
    const missingScopes = scopes.filter((scope) => !grantedScopes.includes(scope))
    if (missingScopes.length > 0) return problem('missing_scopes', { missingScopes, actionUrl: pageOf(id) })
    const options = { minTtl: min_ttl, ...(rejected !== undefined && { refusedGeneration: BigInt(rejected) }) }
    // Of the process and not of the request: a caller that hangs up leaves no refresh behind that nobody finishes.
    const result = await inFlight(() => accessToken(id, options))
    if (!result.ok) return refusalOf(result.reason, pageOf(id))
    const { token, generation, expiresAt } = result.value
    return ok({
      access_token: token,
      token_type: 'Bearer' as const,
      expires_at: expiresAt.toISOString(),
      expires_in: Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000)),
      scopes: grantedScopes,
      generation: Number(generation),
      organization: organizationId,
    })
  },
})

function refusalOf(reason: TokenRefusal, actionUrl: string): { ok: false; reason: Problem } {
  switch (reason) {
    case 'gone':
      return problem('disconnected', { actionUrl })
    case 'paused':
      return problem('paused', { actionUrl })
    case 'reconnect':
    case 'other_owner':
      return problem('reconnect', { actionUrl })
    case 'operator':
      return problem('setup_problem', { actionUrl })
    case 'locked':
      return problem('locked', { actionUrl })
    case 'later':
      return problem('later', { actionUrl, retryAfter: 30 })
  }
}
