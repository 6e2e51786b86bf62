import { type Answer, jsonBody } from '#simulator/answer'
import type { Target } from '#simulator/failures/failure-schemas'
import { takeOne } from '#simulator/failures/failures'
import { appScopes } from '#simulator/oauth/app-scopes'
import { askProvider } from '#simulator/oauth/ask-provider'
import { hydraError, hydraQuiet } from '#simulator/oauth/hydra-errors'
import { refuseGrant } from '#simulator/oauth/refuse-grant'
import type { Call } from '#simulator/request'
import { isLive } from '#simulator/store/store'
import type { World } from '#simulator/types'

const GRANT_TYPES: ReadonlySet<string | null> = new Set(['authorization_code', 'refresh_token'])

export function tokenTarget(call: Call): Target {
  return call.form.get('grant_type') === 'refresh_token' ? 'refresh' : 'token'
}

export async function token(world: World, call: Call): Promise<Answer> {
  const target = tokenTarget(call)
  // No handler takes it, so nobody asks for the secret either (fosite, access_request_handler.go).
  if (!GRANT_TYPES.has(call.form.get('grant_type'))) return hydraError('invalid_request')
  if (hasWrongMethod(call) || takeOne(world.failures, 'refuse_credentials', target)) return hydraError('invalid_client')
  const removed = target === 'refresh' ? removedScope(world, call) : null
  if (removed !== null)
    return hydraError('invalid_scope', { hint: `The OAuth 2.0 Client is not allowed to request scope '${removed}'.` })
  const answer = await askProvider(world.provider, withoutScope(call))
  const body = jsonBody(answer)
  if (typeof body?.error === 'string') return refuseGrant(world, call, { error: body.error, status: answer.status })
  const headers = { ...answer.headers, 'content-type': 'application/json;charset=UTF-8', pragma: 'no-cache' }
  // A second less than the lifetime: some of it has always passed when Hydra looks, and it counts whole seconds.
  const expires_in = Number(body?.expires_in) - 1
  return { ...answer, headers, body: JSON.stringify({ ...body, expires_in, token_type: 'bearer' }) }
}

/** Hydra's quiet revocation: 200 for nearly everything, so that 200 proves nothing. */
export async function revoke(world: World, call: Call): Promise<Answer> {
  if (hasWrongMethod(call) || takeOne(world.failures, 'refuse_credentials', 'revoke'))
    return hydraError('invalid_client')
  const answer = await askProvider(world.provider, call)
  const error = jsonBody(answer)?.error
  // A token that is missing is one that nobody knows (fosite, revoke_handler.go).
  const hasNone = error === 'invalid_request' && call.form.has('client_id') && !call.form.get('token')
  if (typeof error !== 'string' || error === 'unsupported_token_type' || hasNone) return hydraQuiet()
  return hydraError(error, answer.status >= 500 ? { status: answer.status } : {})
}

/** Hydra binds one method to a client and Qonto documents the body; oidc-provider would take Basic from the same client. */
function hasWrongMethod({ raw }: Call): boolean {
  return raw.headers.authorization !== undefined
}

/** A refresh is for what was granted, whatever it asks for (fosite, flow_refresh.go); oidc-provider would narrow or refuse. */
function withoutScope(call: Call): Call {
  const form = new URLSearchParams(call.form)
  form.delete('scope')
  return call.form.has('scope') ? { ...call, form, body: Buffer.from(form.toString()) } : call
}

/** A scope of this grant that was taken from the app in the portal since: fosite refuses the whole refresh. */
function removedScope(world: World, { form }: Call): string | null {
  const { clientId, clientSecret } = world.options
  if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) return null
  const record = world.store.tokens.get(form.get('refresh_token') ?? '')
  const consent = record && isLive(record) ? world.store.consents.get(record.grantId) : undefined
  const enabled = appScopes(world)
  return consent?.scopes.find((scope) => !enabled.has(scope)) ?? null
}
