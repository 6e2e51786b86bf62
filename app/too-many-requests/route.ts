import { refuseForNow } from '#lib/auth/limits/refuse-for-now'

/** Where an action leads that was asked for too often: only a route of its own can answer 429. */
export async function GET(request: Request): Promise<Response> {
  return refuseForNow(request, { retryAfter: 60 })
}
