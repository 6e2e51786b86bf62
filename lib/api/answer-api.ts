import 'server-only'
import { handleCall } from '#lib/api/handle-call'
import { openApi } from '#lib/api/openapi'
import { classOf, metrics } from '#lib/observe/metrics'

/** Answers everything below `/api/v1`: calls, and the document that describes them, which needs no key. */
export async function answerApi(request: Request): Promise<Response> {
  const isDocument = new URL(request.url).pathname === '/api/v1/openapi.json' && request.method !== 'POST'
  if (isDocument) return Response.json(openApi(), { headers: { 'Cache-Control': 'no-store' } })
  const answer = await handleCall(request)
  metrics().calls.inc({ kind: kindOf(request.url), status: classOf(answer.status) })
  return answer
}

function kindOf(url: string): 'token' | 'pass_through' | 'other' {
  const [, last] = /\/connections\/[^/]+\/(token|qonto)(?:[/?]|$)/.exec(url) ?? []
  return last === 'token' ? 'token' : last === 'qonto' ? 'pass_through' : 'other'
}
