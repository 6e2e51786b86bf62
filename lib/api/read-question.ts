import 'server-only'
import type { z } from 'zod'
import type { Call } from '#lib/api/call'
import { type Problem, problem } from '#lib/api/problems'
import { readBody } from '#lib/auth/read-body'
import { waitAtMost } from '#lib/deadline'
import { ok, type Result } from '#lib/result'

const LONGEST_BODY = 16 * 1024
/** Well before the server ends the whole request without a word (server/guard/create-guarded-server.ts). */
const BODY_WITHIN_MS = 10_000

/** What a request asks: its body (POST) or its query, as the call takes it. */
export async function readQuestion({ method, question }: Call, request: Request): Promise<Result<unknown, Problem>> {
  const query = readQuery(new URL(request.url).searchParams)
  if (method === 'POST' && Object.keys(query).length > 0)
    return problem('invalid_request', { detail: 'This call takes no query: its fields stand in the body.' })
  const asked = method === 'POST' ? await readJson(request) : ok(query)
  if (!asked.ok) return asked
  const parsed = question.safeParse(asked.value)
  return parsed.success ? ok(parsed.data) : problem('invalid_request', { detail: describe(parsed.error) })
}

/** What stands twice is a list, which no call takes: two readers could each believe another one. */
function readQuery(params: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(params.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...more] = params.getAll(name)
      return [name, more.length > 0 ? [first, ...more] : first]
    }),
  )
}

async function readJson(request: Request): Promise<Result<unknown, Problem>> {
  const body = await bodyInTime(request)
  if (body === null)
    return problem('invalid_request', { detail: 'The body broke off, or took longer than ten seconds.' })
  if (!body.ok) return problem('too_large', { detail: `A body has at most ${LONGEST_BODY} bytes.` })
  if (body.value.length === 0) return ok({})
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type))
    return problem('invalid_request', { detail: 'Send a body with Content-Type: application/json.' })
  try {
    return ok(JSON.parse(body.value.toString('utf8')))
  } catch {
    return problem('invalid_request', { detail: 'The body is no JSON.' })
  }
}

/** Null when it breaks off or takes too long. */
function bodyInTime(request: Request): Promise<Awaited<ReturnType<typeof readBody>> | null> {
  return waitAtMost(BODY_WITHIN_MS, readBody(request, LONGEST_BODY)).catch(() => null)
}

/** Names the fields that are wrong, and never quotes what was sent. */
function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${fieldOf(issue.path)}${messageOf(issue)}`).join('. ')
}

function fieldOf([name]: PropertyKey[]): string {
  return typeof name === 'string' ? `${name}: ` : ''
}

/** Of an unknown field only a name that could be one is repeated: what else stands there may be a secret in the wrong place. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message
  const names = issue.keys.filter((name) => /^[a-z][a-z0-9_-]{0,39}$/i.test(name)).slice(0, 5)
  return names.length > 0 ? `Unknown field: ${names.join(', ')}` : 'There is an unknown field.'
}
