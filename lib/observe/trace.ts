import type { Attributes, Span, SpanKind } from '@opentelemetry/api'
import { requestContext, requestId } from '#lib/observe/request-context'

/** As in the interface of OpenTelemetry, which is loaded only where traces are wanted (server/start-tracing.ts). */
const KINDS = { server: 1, client: 2 } as const satisfies Record<string, SpanKind>
const FAILED = 2

export interface Tracing {
  start(name: string, options: { kind: SpanKind; attributes: Attributes }, parent: Span | null): Span
}

const holder = globalThis as typeof globalThis & { dashboardTracing?: Tracing }

export function isTraced(): boolean {
  return holder.dashboardTracing !== undefined
}

/**
 * Begins a span inside the one that is open. Null where nothing is traced.
 * @param attributes words of closed lists and numbers: no address, no parameter, nothing that was sent
 */
export function startSpan(name: string, kind: keyof typeof KINDS, attributes: Attributes): Span | null {
  const parent = requestContext.getStore()?.span ?? null
  return holder.dashboardTracing?.start(name, { kind: KINDS[kind], attributes }, parent) ?? null
}

/** Ends it. Of a failure only that it was one: messages quote what they choke on. */
export function endSpan(span: Span | null, attributes: Attributes, isFailure: boolean): void {
  span?.setAttributes(attributes)
  if (isFailure) span?.setStatus({ code: FAILED })
  span?.end()
}

/** Runs work with a span as the one that is open. */
export function within<Value>(span: Span | null, work: () => Value): Value {
  return span === null ? work() : requestContext.run({ requestId: requestId(), span }, work)
}
