import 'server-only'
import type { z } from 'zod'
import { boundedFetch, isStagingGate, isWebPage, WireError } from '#lib/http'
import type { QontoEndpoints } from '#lib/qonto/endpoints'
import {
  errorAnswer,
  type Membership,
  membershipAnswer,
  type Organization,
  organizationAnswer,
  webhookSubscriptionAnswer,
} from '#lib/qonto/schemas'

/**
 * Why the API gave us nothing (qonto.md, section 6). `unauthorized` is the only one that says anything against the token;
 * `forbidden`, `not_found` and `not_accepted` are answers of Qonto's own to a token that it accepted.
 */
export type ApiFailure =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'not_accepted'
  | 'rate_limited'
  | 'server_error'
  | 'timeout'
  | 'unreachable'
  | 'html_answer'
  | 'web_page'
  | 'redirected'
  | 'invalid_answer'

export class ApiError extends Error {
  override name = 'ApiError'
  readonly failure: ApiFailure
  /** Qonto's support asks for it. */
  readonly traceId: string | null
  constructor(failure: ApiFailure, traceId: string | null) {
    super(failure)
    this.failure = failure
    this.traceId = traceId
  }
}

export interface Call {
  accessToken: string
  signal?: AbortSignal | undefined
}

/** The organisation of a token (`GET /v2/organization`, scope organization.read). @throws ApiError */
export async function fetchOrganization(qonto: QontoEndpoints, call: Call): Promise<Organization> {
  const { json, traceId } = await ask(qonto, 'GET', '/v2/organization', call)
  return parse(organizationAnswer, json, traceId)
}

/** The person and role behind a token (`GET /v2/membership`, scope membership.read). @throws ApiError */
export async function fetchMembership(qonto: QontoEndpoints, call: Call): Promise<Membership> {
  const { json, traceId } = await ask(qonto, 'GET', '/v2/membership', call)
  return parse(membershipAnswer, json, traceId)
}

/**
 * Withdraws the consents of the membership for this app (`DELETE /v2/oauth2/consents`, scope organization.read, 204).
 * @throws ApiError
 */
export async function withdrawConsent(qonto: QontoEndpoints, call: Call): Promise<{ traceId: string | null }> {
  const { traceId } = await ask(qonto, 'DELETE', '/v2/oauth2/consents', call)
  return { traceId }
}

/** The only event that we subscribe to (Qonto, "Consent revocations"). */
export const CONSENT_REVOCATIONS = 'v1/consent-revocations'

/**
 * Has Qonto report when the consent is withdrawn (`POST /v2/webhook_subscriptions`, scope webhook, 201).
 * Qonto makes up a secret only when none is sent; whichever its answer names is the one that signs.
 * @throws ApiError
 */
export async function subscribeToRevocations(
  qonto: QontoEndpoints,
  call: Call & { callbackUrl: string; secret: string },
): Promise<{ id: string; secret: string }> {
  const { callbackUrl, secret } = call
  const body = { callback_url: callbackUrl, types: [CONSENT_REVOCATIONS], secret, description: 'Consent revocations' }
  const { json, traceId } = await ask(qonto, 'POST', '/v2/webhook_subscriptions', { ...call, body })
  const answer = parse(webhookSubscriptionAnswer, json, traceId)
  return { id: answer.id, secret: answer.secret ?? secret }
}

/** Takes a subscription back (`DELETE /v2/webhook_subscriptions/{id}`, 204). @throws ApiError */
export async function unsubscribe(qonto: QontoEndpoints, call: Call & { subscriptionId: string }): Promise<void> {
  await ask(qonto, 'DELETE', `/v2/webhook_subscriptions/${encodeURIComponent(call.subscriptionId)}`, call)
}

async function ask(
  qonto: QontoEndpoints,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { accessToken, signal, body: value }: Call & { body?: object },
) {
  const body = value === undefined ? undefined : JSON.stringify(value)
  const headers = {
    Authorization: `Bearer ${accessToken}`,
    Accept: 'application/json',
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...qonto.headers,
  }
  const request = { method, headers, body, signal }
  const response = await boundedFetch(`${qonto.apiUrl}${path}`, request).catch((error: unknown) => {
    throw new ApiError(error instanceof WireError ? failureOfWire(error) : 'unreachable', null)
  })
  const json: unknown = await response.json().catch(() => null)
  const traceId = traceIdOf(response, json)
  const failure = failureOf(response, qonto.headers)
  if (failure) throw new ApiError(failure, traceId)
  return { json, traceId }
}

function failureOfWire({ failure }: WireError): ApiFailure {
  return failure === 'too_large' ? 'invalid_answer' : failure
}

function failureOf(response: Response, sent: Record<string, string>): ApiFailure | null {
  const { status } = response
  if (status === 401) return 'unauthorized'
  if (status === 429) return 'rate_limited'
  if (status >= 500) return 'server_error'
  // Without its token the sandbox answers with a sign-in page, often with status 200, sometimes with a redirect to it.
  const isRedirect = status >= 300 && status < 400
  if (isRedirect || isWebPage(response)) {
    if (status < 400 && isStagingGate(response, sent)) return 'html_answer'
    return isRedirect ? 'redirected' : 'web_page'
  }
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  return status >= 400 ? 'not_accepted' : null
}

function traceIdOf(response: Response, json: unknown): string | null {
  const traceId = response.headers.get('x-tyk-trace-id') ?? errorAnswer.safeParse(json).data?.trace_id ?? null
  return traceId && /^[\w:.-]{1,100}$/.test(traceId) ? traceId : null
}

function parse<Schema extends z.ZodType>(schema: Schema, json: unknown, traceId: string | null): z.infer<Schema> {
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new ApiError('invalid_answer', traceId)
  return parsed.data
}
