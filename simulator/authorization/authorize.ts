import { type Answer, jsonBody } from '#simulator/answer'
import { answerEndedTrip } from '#simulator/authorization/finish-trip'
import { isAllowedRedirectUri } from '#simulator/authorization/redirect-uri'
import { refuse, refuseInWords } from '#simulator/authorization/refuse-trip'
import { tripCookie } from '#simulator/authorization/trip-cookies'
import { tripOf, type WayBack } from '#simulator/authorization/trips'
import { takeAll, takeOne } from '#simulator/failures/failures'
import { appScopes } from '#simulator/oauth/app-scopes'
import { askProvider, shadowOf } from '#simulator/oauth/ask-provider'
import { hydraDescription, TRIP_HINTS } from '#simulator/oauth/hydra-errors'
import { refusedRequestPage } from '#simulator/pages/problems'
import type { Call } from '#simulator/request'
import type { World } from '#simulator/types'

interface Problem {
  error: string
  description: string
}

/** The browser's first step. Hydra's checks come first, then oidc-provider begins the trip. */
export async function beginAuthorization(world: World, call: Call): Promise<Answer> {
  const query = call.url.searchParams
  const redirectUri = query.get('redirect_uri')
  const isOurs =
    query.get('client_id') === world.options.clientId && isAllowedRedirectUri(world.store.redirectUris, redirectUri)
  // An unknown client or redirect URI gets a page here and no redirect; oidc-provider finds that by itself.
  if (!isOurs || redirectUri === null) return refusedPage(await askProvider(world.provider, call))
  const way = { redirectUri, state: query.get('state') }
  const problem = plannedError(world) ?? problemOf(world, query)
  if (problem) return finishRedirect(world, refuseInWords(way, problem.error, problem.description))
  return setOut(world, await askProvider(world.provider, call, shadowOf(call, adapted(call.url))), way)
}

/** On to the pages, or straight back when oidc-provider refuses. */
function setOut(world: World, answer: Answer, way: WayBack): Answer {
  if (answer.headers.location === undefined) return refusedPage(answer)
  const location = new URL(String(answer.headers.location), world.options.url)
  const error = location.searchParams.get('error')
  if (error !== null)
    return finishRedirect(world, refuse(way, error, error === 'login_required' ? TRIP_HINTS.noSession : undefined))
  const uid = location.pathname.split('/').at(-1) ?? ''
  tripOf(world.trips, uid, way)
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map(String)
  return { ...answer, headers: { ...answer.headers, 'set-cookie': [...cookies, tripCookie('login', uid)] } }
}

function refusedPage(answer: Answer): Answer {
  const { error, error_description } = jsonBody(answer) ?? {}
  return refusedRequestPage(String(error ?? 'server_error'), String(error_description ?? ''))
}

/** The browser's last step here: back to the app with a code or an error. */
export async function resumeAuthorization(world: World, call: Call): Promise<Answer> {
  const answer = await askProvider(world.provider, call)
  if (answer.headers.location === undefined)
    return answerEndedTrip(world, call.path.split('/').at(-1) ?? '', { isStep: true })
  return finishRedirect(world, answer)
}

function plannedError({ failures }: World): Problem | null {
  const planned = takeOne(failures, 'error', 'authorization')
  return planned && { error: planned.error, description: planned.error_description ?? hydraDescription(planned.error) }
}

function problemOf(world: World, query: URLSearchParams): Problem | null {
  if (query.get('response_type') !== 'code') return describe('unsupported_response_type')
  if ((query.get('state') ?? '').length < 8)
    return describe(
      'invalid_state',
      'Request parameter "state" must be at least be 8 characters long to ensure sufficient entropy.',
    )
  const nonce = query.get('nonce')
  if (nonce !== null && nonce.length < 8)
    return describe(
      'insufficient_entropy',
      'Parameter "nonce" is set but does not satisfy the minimum entropy of 8 characters.',
    )
  const enabled = appScopes(world)
  const refused = (query.get('scope') ?? '').split(' ').find((scope) => scope !== '' && !enabled.has(scope))
  if (refused !== undefined)
    return describe('invalid_scope', `The OAuth 2.0 Client is not allowed to request scope '${refused}'.`)
  return null
}

function describe(error: string, hint?: string): Problem {
  return { error, description: hydraDescription(error, hint) }
}

/** What oidc-provider must see instead: it drops `offline_access` without `prompt=consent`, and refuses a nonce without `openid`. */
function adapted(url: URL): URL {
  const changed = new URL(url)
  const prompts = (url.searchParams.get('prompt') ?? '').split(' ').filter(Boolean)
  if (!prompts.includes('none')) changed.searchParams.set('prompt', [...new Set([...prompts, 'consent'])].join(' '))
  if (!(url.searchParams.get('scope') ?? '').split(' ').includes('openid')) changed.searchParams.delete('nonce')
  return changed
}

/** Hydra sends no `iss`; a test may want parameters added, replaced, repeated or (null) removed. */
function finishRedirect(world: World, answer: Answer): Answer {
  const location = URL.parse(String(answer.headers.location ?? ''))
  const isBack = location && (location.searchParams.has('code') || location.searchParams.has('error'))
  if (!isBack) return answer
  location.searchParams.delete('iss')
  for (const { json } of takeAll(world.failures, 'query')) {
    for (const [name, value] of Object.entries(json)) {
      location.searchParams.delete(name)
      for (const each of value === null ? [] : [value].flat()) location.searchParams.append(name, each)
    }
  }
  return { ...answer, headers: { ...answer.headers, location: location.href }, body: '' }
}
