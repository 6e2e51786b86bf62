import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '#simulator/answer'
import { apiError } from '#simulator/api/api-errors'
import { applyFailure } from '#simulator/failures/apply-failure'
import { deliver } from '#simulator/failures/deliver'
import type { Delivery } from '#simulator/failures/failure-schemas'
import { acceptDelivery } from '#simulator/failures/failures'
import { isForeign } from '#simulator/failures/foreign'
import { gate, stagingHeaderName } from '#simulator/failures/gate'
import { countRequest, countUnauthorized } from '#simulator/failures/rate-limit'
import { logError } from '#simulator/log'
import { hydraError } from '#simulator/oauth/hydra-errors'
import { plainProblemPage } from '#simulator/pages/problems'
import { BodyTooLarge, type Call, readCall } from '#simulator/request'
import { logRequest } from '#simulator/request-log'
import { findRoute, type Route } from '#simulator/routes'
import type { World } from '#simulator/types'

/** One request: read it, find its route, answer it, deliver the answer as the failure buttons say, note it. */
export async function serve(world: World, raw: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const call = await readCall(raw, world.options.url)
    const route = findRoute(call)
    const { answer, failure } =
      route.kind === 'server' ? await answerServer(world, call, route) : await answerBrowser(world, call, route)
    const status = await deliver(response, answer, failure)
    // The control API is how tests look at the log, and health is how the launcher looks for us: neither belongs into it.
    if (!call.path.startsWith('/simulator/')) note(world, call, { route, status, failure })
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) logError('request', error)
    const status = error instanceof BodyTooLarge ? 413 : 500
    if (!response.headersSent && !response.destroyed)
      await deliver(
        response,
        plainProblemPage(status, 'That did not work', 'The simulator could not answer this request.'),
        null,
      )
  }
}

interface Outcome {
  answer: Answer
  failure: Delivery | null
}

/** Calls of a server: the staging wall, then the rate limits, then the work. */
async function answerServer(world: World, call: Call, route: Route): Promise<Outcome> {
  await sleep(world.latencyMs)
  const wall = gate(world, call)
  if (wall) return { answer: wall, failure: null }
  const address = call.raw.socket.remoteAddress ?? ''
  const wait = countRequest(world.limiter, address)
  if (wait !== null) return { answer: tooMany(route, wait), failure: null }
  const outcome = await withFailure(world, call, route)
  if (outcome.answer.status === 401) countUnauthorized(world.limiter, address)
  return outcome
}

/** Pages and the control API: not gated, but only for this computer's own pages. */
async function answerBrowser(world: World, call: Call, route: Route): Promise<Outcome> {
  const guarded = route.kind === 'control' || call.method !== 'GET'
  if (guarded && isForeign(world, call))
    return { answer: plainProblemPage(403, 'Refused', 'This was sent by a page of another site.'), failure: null }
  return route.target === 'authorization'
    ? withFailure(world, call, route)
    : { answer: await route.handle(world, call), failure: null }
}

async function withFailure(world: World, call: Call, route: Route): Promise<Outcome> {
  const failure = route.target === null ? null : acceptDelivery(world.failures, route.target)
  if (!failure || route.target === null) return { answer: await route.handle(world, call), failure: null }
  return { answer: await applyFailure(failure, route.target, () => route.handle(world, call)), failure }
}

function tooMany(route: Route, seconds: number): Answer {
  const answer = route.isApi
    ? apiError(429, 'too_many_requests', 'Too many requests were sent from this address.')
    : hydraError('too_many_requests')
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } }
}

function note(
  world: World,
  call: Call,
  { route, status, failure }: { route: Route; status: number; failure: Delivery | null },
): void {
  const name = stagingHeaderName(call)
  logRequest(world.requests, {
    at: new Date(Date.now()).toISOString(),
    method: call.method,
    path: call.path.replace(/^(\/interaction|\/oauth2\/auth)\/[^/]+/, '$1/:uid'),
    status,
    target: route.target ?? route.kind,
    grantType: call.form.get('grant_type')?.slice(0, 40) ?? null,
    stagingHeader: name !== null,
    stagingHeaderName: name,
    failure: failure?.kind ?? null,
  })
}
