import 'server-only'
import type { Flow } from '#lib/auth/transaction/flow'
import type { SignInError } from '#lib/auth/transaction/sign-in-errors'
import { consumeTransaction } from '#lib/auth/transaction/transaction-store'
import { mayBeStored } from '#lib/consent/may-be-stored'
import { settings } from '#lib/env'
import { TokenEndpointError, type TokenFailure } from '#lib/oauth/errors'
import { exchangeCode, ForeignResponse } from '#lib/oauth/exchange-code'
import { endingToken } from '#lib/oauth/revoke-token'
import type { TokenAnswer } from '#lib/oauth/types'
import { type Refusal, verifyGrant } from '#lib/oauth/verify-grant'
import { type QontoEndpoints, qontoEndpoints } from '#lib/qonto/endpoints'
import { discardGrant } from '#lib/revocation/discard-grant'

/**
 * The `token.request` of the provider: consume the transaction, exchange the code, verify the grant.
 * It answers next-auth with no token at all; the verified grant waits in the flow. Any failure leaves its code there and
 * throws a constant, because next-auth logs messages and puts some of them into URLs.
 */
export async function exchangeAndVerify(flow: Flow | null): Promise<{ tokens: Record<string, never> }> {
  if (!flow) throw new Error('No sign-in is running.')
  const { state, nonce, pkceCodeVerifier: codeVerifier } = flow.checks
  // Consumed before the code is sent, whatever follows: a code that is sent twice ends the tokens of the first time.
  const grantedAt = await consumeTransaction(flow.transaction.id)
  if (!grantedAt) return stop(flow, 'flow_replayed')
  // The database hung, and the person was told so: no session would use tokens that came now.
  if (flow.late?.aborted) return stop(flow, 'storage_unavailable')
  const qonto = qontoEndpoints(settings())
  const answer = await exchange(qonto, flow, {
    state,
    codeVerifier,
    redirectUri: `${settings().origin}/api/auth/callback/qonto`,
  })
  const response = { code: flow.response.get('code') ?? '', state }
  const options = { requestedScopes: flow.transaction.scopes, nonce, response, signal: flow.deadline }
  const verified = await verifyGrant(qonto, answer, options)
  if (!verified.ok) return refuse(flow, answer, verified.reason)
  if (isRenewalMissing(answer, verified.value.scopes)) return discard(flow, answer, 'provider_invalid_response')
  flow.grant = { grant: verified.value, grantedAt }
  return { tokens: {} }
}

async function exchange(
  qonto: QontoEndpoints,
  flow: Flow,
  transaction: { state: string; codeVerifier: string; redirectUri: string },
): Promise<TokenAnswer> {
  try {
    return await exchangeCode(qonto, {
      ...transaction,
      response: flow.response,
      signal: flow.deadline,
    })
  } catch (error) {
    if (error instanceof ForeignResponse) return stop(flow, 'flow_invalid')
    if (!(error instanceof TokenEndpointError)) throw error
    if (error.strayToken !== null) await discardGrant(error.strayToken, 'invalid_answer')
    flow.oauthError = error.oauthError
    return stop(flow, error.hasEndlessIdToken ? 'identity_invalid' : CODES[error.failure])
  }
}

const CODES: Record<TokenFailure, SignInError> = {
  // Too old, used before, or not of this transaction: nothing that an administrator could mend.
  invalid_grant: 'code_refused',
  invalid_client: 'config_error',
  invalid_scope: 'config_error',
  html_answer: 'config_error',
  web_page: 'provider_unavailable',
  timeout: 'provider_unavailable',
  unreachable: 'provider_unavailable',
  rate_limited: 'provider_unavailable',
  server_error: 'provider_unavailable',
  invalid_request: 'provider_unavailable',
  redirected: 'provider_invalid_response',
  invalid_answer: 'provider_invalid_response',
  too_large: 'provider_invalid_response',
}

// Granted and not delivered: storing this would be a connection that dies within the hour without anybody knowing.
function isRenewalMissing(answer: TokenAnswer, scopes: string[]): boolean {
  return answer.refreshToken === null && (answer.scopes ?? scopes).includes('offline_access')
}

function refuse(flow: Flow, answer: TokenAnswer, { code, check }: Refusal): Promise<never> {
  flow.failedCheck = check
  return discard(flow, answer, code === 'keys_unavailable' ? 'provider_unavailable' : code)
}

async function discard(flow: Flow, answer: TokenAnswer, failure: SignInError): Promise<never> {
  await discardGrant(endingToken(answer), failure)
  return stop(flow, failure)
}

function stop(flow: Flow, failure: SignInError): never {
  flow.failure = failure
  throw new Error('The sign-in was refused.')
}

/**
 * Ends the grant of a callback that has not stored it, whatever came in between: next-auth runs code of its own before our
 * callback and after it, and may fail without us. Never throws.
 */
export async function discardUnstored({ grant, connected, failure, transaction, isInDoubt }: Flow): Promise<void> {
  if (!grant || (connected && connected.connectionId !== null)) return
  if (isInDoubt && (await mayBeStored(transaction.id))) return
  await discardGrant(endingToken(grant.grant), connected ? 'joined' : (failure ?? 'storage_unavailable'))
}
