import { handleCall } from '#lib/api/handle-call'

/** The API. Its calls are listed in lib/api/calls.ts. */
export async function GET(request: Request): Promise<Response> {
  return handleCall(request)
}

export async function POST(request: Request): Promise<Response> {
  return handleCall(request)
}
