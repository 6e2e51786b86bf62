import type Provider from 'oidc-provider'
import { type Answer, empty, jsonBody } from '#simulator/answer'
import { appScopes } from '#simulator/app-scopes'
import { askProvider, shadowOf } from '#simulator/ask-provider'
import type { Target } from '#simulator/failure-schemas'
import { takeOne } from '#simulator/failures'
import { hydraError } from '#simulator/hydra-errors'
import type { Call } from '#simulator/request'
import { isLive } from '#simulator/store'
import type { World } from '#simulator/types'

const hints = new WeakMap<object, string>()

/** oidc-provider keeps the reason of a refusal from the client; Hydra tells it as a hint. */
export function rememberHints(provider: Provider): void {
  provider.on('grant.error', (ctx, error) => {
    if (error.error_detail) hints.set(ctx.req, error.error_detail)
  })
}

export function tokenTarget(call: Call): Target {
  return call.form.get('grant_type') === 'refresh_token' ? 'refresh' : 'token'
}

export async function token(world: World, call: Call): Promise<Answer> {
  const target = tokenTarget(call)
  if (hasWrongMethod(call) || takeOne(world.failures, 'refuse_credentials', target)) return hydraError('invalid_client')
  const removed = target === 'refresh' ? removedScope(world, call) : null
  if (removed !== null)
    return hydraError('invalid_scope', { hint: `The OAuth 2.0 Client is not allowed to request scope '${removed}'.` })
  const shadow = shadowOf(call)
  const answer = await askProvider(world.provider, call, shadow)
  const body = jsonBody(answer)
  if (typeof body?.error === 'string') return asHydraError(body.error, answer.status, hints.get(shadow.request))
  const headers = { ...answer.headers, 'content-type': 'application/json;charset=UTF-8', pragma: 'no-cache' }
  return { ...answer, headers, body: JSON.stringify({ ...body, token_type: 'bearer' }) }
}

/** Hydra's quiet revocation: 200 for nearly everything, so that 200 proves nothing. */
export async function revoke(world: World, call: Call): Promise<Answer> {
  if (hasWrongMethod(call) || takeOne(world.failures, 'refuse_credentials', 'revoke'))
    return hydraError('invalid_client')
  const answer = await askProvider(world.provider, call)
  const error = jsonBody(answer)?.error
  if (typeof error === 'string' && error !== 'unsupported_token_type') return asHydraError(error, answer.status)
  return empty(200)
}

/** Hydra binds one method to a client and Qonto documents the body; oidc-provider would take Basic from the same client. */
function hasWrongMethod({ raw }: Call): boolean {
  return raw.headers.authorization !== undefined
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

function asHydraError(error: string, status: number, hint?: string): Answer {
  return hydraError(error, { ...(status >= 500 ? { status } : {}), ...(hint === undefined ? {} : { hint }) })
}
