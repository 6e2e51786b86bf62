import { classOf, metrics } from '#lib/observe/metrics'
import type { QontoEndpoint } from '#lib/observe/qonto-endpoint'
import { endSpan, startSpan, within } from '#lib/observe/trace'

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** Measures one request to Qonto, and traces it where that is wanted. Of its address only which endpoint it is. */
export async function observed(
  endpoint: QontoEndpoint,
  method: string,
  send: () => Promise<Response>,
): Promise<Response> {
  const attributes = { 'http.request.method': METHODS.has(method) ? method : '_OTHER', 'mooring.endpoint': endpoint }
  const span = startSpan(`qonto ${endpoint}`, 'client', attributes)
  const end = metrics().qonto.startTimer({ endpoint })
  try {
    const answer = await within(span, send)
    end({ result: classOf(answer.status) })
    endSpan(span, { 'http.response.status_code': answer.status }, answer.status >= 400)
    return answer
  } catch (error) {
    const result = failureOf(error)
    end({ result })
    endSpan(span, { 'error.type': result }, true)
    throw error
  }
}

/** Of what `lib/http` throws. */
function failureOf(error: unknown): string {
  const failure = typeof error === 'object' && error !== null && 'failure' in error ? error.failure : null
  return failure === 'timeout' || failure === 'too_large' ? failure : 'unreachable'
}
