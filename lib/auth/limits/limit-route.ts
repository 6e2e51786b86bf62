import 'server-only'
import { throttleAddress } from '#lib/auth/limits/limit'
import type { LimitName } from '#lib/auth/limits/limit-catalogue'
import { refuseForNow } from '#lib/auth/limits/refuse-for-now'

type Handle<Asked extends Request> = (request: Asked) => Promise<Response>

/** The same route, counted before anything is done: not even the body is read. */
export function limitRoute<Asked extends Request>(limit: LimitName, handle: Handle<Asked>): Handle<Asked> {
  return async (request) => {
    const spent = await throttleAddress(limit, request.headers)
    return spent.ok ? handle(request) : refuseForNow(request, spent.reason)
  }
}
