import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { ApiDocument } from '#lib/api/openapi'

export interface Answered {
  method: string
  /** Below `/api/v1`, with or without its query. */
  path: string
  response: Response
  text: string
}

/** Throws when an answer of the API is not what its document declares: status, headers, content type, each field of the body. */
export function holdAgainst(document: ApiDocument): (answered: Answered) => void {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'api')
  const findFault = (answered: Answered): string | null => {
    const { response, text } = answered
    // It is declared, so that callers know what it looks like, and is never what a test expects.
    if (response.status === 500) return 'it failed'
    for (const name of ['x-request-id', 'cache-control'])
      if (!response.headers.has(name)) return `the header ${name} is missing`
    const bodies = describedBodies(document, answered)
    if (bodies === null) return 'its status is not declared'
    if (Object.keys(bodies).length === 0) return text === '' ? null : 'no body is declared'
    const type = response.headers.get('content-type')?.split(';')[0] ?? ''
    const schema = bodies[type]
    if (schema === undefined) return '*/*' in bodies ? null : `its content type is not declared: ${type}`
    // Compiled once: tests that measure wait for this as well.
    const validate = ajv.getSchema(`api#${schema}`)
    if (!validate) return `its schema is missing: ${schema}`
    return validate(JSON.parse(text)) ? null : ajv.errorsText(validate.errors, { dataVar: 'body' })
  }
  return (answered) => {
    const fault = findFault(answered)
    const { method, path, response } = answered
    if (fault !== null) throw new Error(`${method} ${path} ${response.status} is not as described: ${fault}`)
  }
}

/** Where the schema of each content type stands (RFC 6901); null when the document does not have this answer. */
function describedBodies(document: ApiDocument, { method, path, response }: Answered): Record<string, string> | null {
  const verb = method.toLowerCase()
  const [address = ''] = path.split('?')
  const template = Object.keys(document.paths).find((one) => toPattern(one).test(address)) ?? ''
  const operation = document.paths[template]?.[verb]
  // What is not there is refused in the same way.
  if (!operation)
    return [401, 404, 405, 429].includes(response.status) ? { [PROBLEM]: '/components/schemas/Problem' } : null
  const statuses = [String(response.status), `${Math.floor(response.status / 100)}XX`]
  const status = statuses.find((one) => one in operation.responses) ?? ''
  const declared = operation.responses[status]
  if (!declared) return null
  const isShared = '$ref' in declared
  const shared = isShared ? declared.$ref.slice(1) : ''
  const { content = {} } = isShared ? (document.components.responses[shared.split('/').at(-1) ?? ''] ?? {}) : declared
  const place = isShared ? shared : pointerTo('paths', template, verb, 'responses', status)
  return Object.fromEntries(Object.keys(content).map((type) => [type, place + pointerTo('content', type, 'schema')]))
}

const PROBLEM = 'application/problem+json'

/** The rest of an address, which `{path}` stands for, has slashes. */
function toPattern(template: string): RegExp {
  return new RegExp(`^${template.replace('{path}', '.+').replace(/\{\w+\}/g, '[^/]+')}$`)
}

function pointerTo(...steps: string[]): string {
  return steps.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')
}
