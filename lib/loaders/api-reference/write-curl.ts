import 'server-only'
import type { Operation } from '#lib/api/document/describe-call'

/** A call as a line for a shell, which reads the key and the id from its variables. */
export function writeCurl(
  apiUrl: string,
  { path, method, operation }: { path: string; method: string; operation: Operation },
): string {
  const { parameters, requestBody } = operation
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'id'
      ? path.startsWith('/connections')
        ? '$CONNECTION_ID'
        : '$WEBHOOK_ID'
      : String(parameters.find((one) => one.name === name)?.example ?? name),
  )
  const query = parameters.flatMap(({ name, in: place, example }) =>
    place === 'query' && example !== undefined ? [[name, String(example)]] : [],
  )
  const search = query.length > 0 ? `?${new URLSearchParams(query)}` : ''
  const json = requestBody?.content['application/json']?.example
  return [
    'curl',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    '-H "Authorization: Bearer $MOORING_KEY"',
    ...(json === undefined ? [] : ['-H "Content-Type: application/json"', `-d '${JSON.stringify(json)}'`]),
    ...(requestBody && !requestBody.content['application/json']
      ? ['-H "Content-Type: application/json"', '-d @body.json']
      : []),
    `"${apiUrl}${address}${search}"`,
  ].join(' ')
}
