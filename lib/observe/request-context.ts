import { AsyncLocalStorage } from 'node:async_hooks'
import type { Span } from '@opentelemetry/api'

/** What is known of the request that is being answered, wherever in the process that is. */
export interface RequestContext {
  requestId: string | null
  /** The span that encloses what is done now; null where nothing is traced. */
  span: Span | null
}

const holder = globalThis as typeof globalThis & { dashboardContext?: AsyncLocalStorage<RequestContext> }
holder.dashboardContext ??= new AsyncLocalStorage()

/** One for the server and for what Next has built: each loads this module for itself. */
export const requestContext = holder.dashboardContext

/** Under which the lines of one request are found in the log; null outside of requests. */
export function requestId(): string | null {
  return requestContext.getStore()?.requestId ?? null
}
