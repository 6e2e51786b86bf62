import 'server-only'
import { handleCall } from '#lib/api/handle-call'
import { openApi } from '#lib/api/openapi'

/** Answers everything below `/api/v1`: calls, and the document that describes them, which needs no key. */
export async function answerApi(request: Request): Promise<Response> {
  const isDocument = new URL(request.url).pathname === '/api/v1/openapi.json' && request.method !== 'POST'
  if (isDocument) return Response.json(openApi(), { headers: { 'Cache-Control': 'no-store' } })
  return handleCall(request)
}
