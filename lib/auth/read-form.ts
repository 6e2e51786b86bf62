import 'server-only'
import { readBody } from '#lib/auth/read-body'
import { fail, ok, type Result } from '#lib/result'

const MAX_BODY_BYTES = 16 * 1024

export type FormProblem = 'too_large' | 'malformed'

/** The fields of a form or JSON body, each with all its values as text; anything else is malformed. */
export async function readForm(request: Request): Promise<Result<URLSearchParams, FormProblem>> {
  const body = await readBody(request, MAX_BODY_BYTES)
  if (!body.ok) return body
  const text = body.value.toString('utf8')
  const type = request.headers.get('content-type') ?? ''
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return ok(new URLSearchParams(text))
  if (!/^application\/json\b/i.test(type)) return fail('malformed')
  return fromJson(text)
}

function fromJson(text: string): Result<URLSearchParams, FormProblem> {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return fail('malformed')
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries(json))
      for (const one of [value].flat())
        if (['string', 'boolean', 'number'].includes(typeof one)) form.append(name, String(one))
    return ok(form)
  } catch {
    return fail('malformed')
  }
}
