import { handleWebhook } from '#lib/auth/handle-webhook'

/** Qonto's webhooks. Every other method is answered with 405 by Next. */
export async function POST(request: Request): Promise<Response> {
  return handleWebhook(request)
}
