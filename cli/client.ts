import createClient, { type Client } from 'openapi-fetch'
import { exitCodeOfProblem } from '#cli/exit-codes'
import { Failure } from '#cli/failure'
import type { Settings } from '#cli/read-settings'
import type { paths } from '#cli/schema'
import { shown } from '#cli/terminal'

/** Longer than the dashboard takes for any call of its own. */
const LIMIT_MS = 60_000

/** The API, as its OpenAPI document has it. */
export function openClient({ url, key }: Settings): Client<paths> {
  return createClient<paths>({
    baseUrl: `${url}/api/v1`,
    headers: { Authorization: `Bearer ${key}` },
    // A key goes nowhere but to MOORING_URL.
    redirect: 'manual',
    fetch: (request) => send(request, url),
  })
}

/** The answer of a dashboard. @param limit for all of it, in milliseconds. @throws Failure when there is none */
export async function send(request: Request, url: string, limit = LIMIT_MS): Promise<Response> {
  const response = await fetch(request, { signal: AbortSignal.timeout(limit) }).catch((error) => refuse(error, url))
  // Every answer of the API has it, and hardly anything else that may listen there.
  if (!response.headers.has('x-request-id')) throw failureOf(response, null)
  return response
}

interface Asked<Data> {
  data?: Data | undefined
  error?: unknown
  response: Response
}

/** What was asked for. @throws Failure with what to do instead */
export async function answerOf<Data>(asking: Promise<Asked<Data>>): Promise<Data> {
  const { data, error, response } = await asking.catch((error: unknown) => {
    throw error instanceof SyntaxError ? notMooring() : error
  })
  if (response.ok && data !== undefined) return data
  throw failureOf(response, error)
}

/** @param body of an answer that is none of success, parsed as far as it could be */
export function failureOf(response: Response, body: unknown): Failure {
  const problem = readProblem(body)
  if (problem) return describe(problem)
  const { status, headers } = response
  const to = URL.parse(headers.get('location') ?? '')
  if (status >= 300 && status < 400 && to)
    return new Failure(`MOORING_URL leads on to ${shown(to.origin)}. Write the address that answers itself.`)
  return notMooring(status)
}

interface Problem {
  code: string
  title: string
  detail?: string
  action_url?: string
  retry_after?: number
  request_id: string
}

/** A problem of the dashboard's, and not one of whatever else may answer. */
function readProblem(body: unknown): Problem | null {
  const { code, title, request_id } = (body ?? {}) as Record<string, unknown>
  return [code, title, request_id].every((part) => typeof part === 'string') ? (body as Problem) : null
}

const HINTS = new Map([
  ['invalid_key', 'Look at MOORING_KEY; keys are made and revoked under API in the dashboard.'],
  ['not_permitted', 'Use a key that may; what a key may do is chosen under API in the dashboard.'],
  ['not_found', 'The connections of this key: mooring connections'],
])

function describe({ code, title, detail, action_url, retry_after, request_id }: Problem): Failure {
  const lines = [
    [title, detail].filter((part) => part !== undefined).join(' '),
    HINTS.get(code),
    action_url && `It can be mended here: ${action_url}`,
    retry_after && `Try again in ${retry_after} s.`,
    `(${code}, request ${request_id})`,
  ]
  const text = lines.filter((line) => typeof line === 'string').map(shown)
  const passes = ['busy', 'later', 'too_many_requests', 'unavailable'].includes(code)
  return new Failure(text.join('\n  '), { exitCode: exitCodeOfProblem(code), passes, retryAfter: retry_after })
}

function notMooring(status = 200): Failure {
  const text = `What answers at MOORING_URL is no Mooring dashboard, or something in front of it (status ${status}).`
  return new Failure(text, { passes: status >= 500 })
}

function refuse(error: unknown, url: string): never {
  if (error instanceof Error && error.name === 'TimeoutError')
    throw new Failure(`The dashboard at ${url} takes too long to answer. Try again.`, { passes: true })
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : ''
  const text = `No dashboard answers at ${url}${code}. Start it, or set MOORING_URL to where it is.`
  throw new Failure(text, { passes: true })
}
