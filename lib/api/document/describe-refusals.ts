import type { JsonSchema } from '#lib/api/document/describe-schema'
import { PROBLEMS, type ProblemCode } from '#lib/api/problems'

export interface Reference {
  $ref: string
}

/** What a call answers with one status. */
export interface Answer {
  description: string
  headers?: Record<string, Reference>
  content?: Record<string, { schema: JsonSchema }>
}

const text = (description: string) => ({ description, schema: { type: 'string' } })
/** The headers of answers that a caller reads. */
export const HEADERS = {
  'X-Request-Id': text('The log has it too.'),
  ETag: text('Send it as `If-None-Match`: what has not changed is not sent again.'),
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
  'WWW-Authenticate': text('`Bearer`.'),
}

export function headers(...names: Array<keyof typeof HEADERS>): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

/** One answer per status, each with the codes that it can have. */
export function describeRefusals(codes: ProblemCode[]): Record<string, Reference> {
  const named = group(codes).map(([status, these]) => [status, { $ref: `#/components/responses/${nameOf(these)}` }])
  return Object.fromEntries(named)
}

/** The answers that `describeRefusals` refers to, for the codes of every call. */
export function namedRefusals(codesOfCalls: ProblemCode[][]): Record<string, Answer> {
  const all = codesOfCalls.flatMap(group).map(([status, codes]) => [nameOf(codes), describeRefusal(status, codes)])
  return Object.fromEntries(all)
}

function group(codes: ProblemCode[]): Array<[number, ProblemCode[]]> {
  return [...Map.groupBy(codes, (code) => PROBLEMS[code].status)]
}

/** `NotPermittedOrMissingScopes`. */
function nameOf(codes: ProblemCode[]): string {
  const words = (code: string) => code.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return codes.map((code) => words(code).join('')).join('Or')
}

const WAITED_FOR = [409, 429, 503]

/** What a call says instead, with one of these codes. */
export function describeRefusal(status: number, codes: ProblemCode[]): Answer {
  const known = { type: 'object', properties: { code: { type: 'string', enum: codes } } }
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title} ${PROBLEMS[code].mend}`).join('\n\n'),
    headers: {
      ...headers('X-Request-Id'),
      ...(status === 401 && headers('WWW-Authenticate')),
      ...(WAITED_FOR.includes(status) && headers('Retry-After')),
    },
    content: { 'application/problem+json': { schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, known] } } },
  }
}
