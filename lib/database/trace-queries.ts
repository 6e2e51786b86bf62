import type { ClientBase } from 'pg'
import { endSpan, startSpan } from '#lib/observe/trace'

const OPERATIONS = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|BEGIN|COMMIT|ROLLBACK|SET)\b/i

/** Makes a span of every query of a connection. Of its text only the first word: the rest may hold what somebody entered. */
export function traceQueries(client: ClientBase): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown
  const traced = (...given: unknown[]) => {
    const operation = operationOf(given[0])
    const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': operation }
    const span = startSpan(`query ${operation}`, 'client', attributes)
    const done = given.at(-1)
    if (typeof done !== 'function') {
      const answer = query(...given)
      Promise.resolve(answer).then(
        () => endSpan(span, {}, false),
        () => endSpan(span, {}, true),
      )
      return answer
    }
    return query(...given.slice(0, -1), (error: unknown, ...rest: unknown[]) => {
      endSpan(span, {}, Boolean(error))
      done(error, ...rest)
    })
  }
  client.query = traced as typeof client.query
}

function operationOf(given: unknown): string {
  const text = typeof given === 'object' && given !== null && 'text' in given ? given.text : given
  return OPERATIONS.exec(String(text))?.[1]?.toUpperCase() ?? 'OTHER'
}
