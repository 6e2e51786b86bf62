import { openApi } from '#lib/api/openapi'

/** What the API takes and answers. */
export async function GET(): Promise<Response> {
  return Response.json(openApi(), { headers: { 'Cache-Control': 'no-store' } })
}
