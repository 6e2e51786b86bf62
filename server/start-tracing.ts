import type { Tracing } from '#lib/observe/trace'
import { VERSION } from '#lib/version'

/**
 * Sends traces to the collector of `OTEL_EXPORTER_OTLP_ENDPOINT`; the exporter reads the other variables of its kind by itself.
 * Loaded only here, and registered nowhere: Next and libraries would add spans of their own with whole addresses, and the
 * address of a callback holds a code.
 * @returns sends what is left
 */
export async function startTracing(): Promise<() => Promise<void>> {
  const [{ ROOT_CONTEXT, trace }, { BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const provider = new TracerProvider({
    resource: resources.resourceFromAttributes({
      'service.name': process.env.OTEL_SERVICE_NAME || 'mooring',
      'service.version': VERSION,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  const tracer = provider.getTracer('mooring', VERSION)
  const tracing: Tracing = {
    start: (name, options, parent) =>
      tracer.startSpan(name, options, parent === null ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent)),
  }
  Object.assign(globalThis, { dashboardTracing: tracing })
  // A collector that is away must not keep anything from stopping.
  return () => provider.shutdown().catch(() => undefined)
}
