import { type Call, refusalsOf } from '#lib/api/call'
import { type Answer, describeRefusals, headers, type Reference } from '#lib/api/document/describe-refusals'
import { describeAnswer, describeQuestion, type JsonSchema } from '#lib/api/document/describe-schema'

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: JsonSchema
  example?: unknown
}

/** A call as the OpenAPI document has it. */
export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security: Array<{ key: string[] }>
  parameters: Parameter[]
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema; example?: unknown }> }
  /** By status. Refusals are written once for all calls, and referred to. */
  responses: Record<string, Answer | Reference>
}

export function describeCall(call: Call): Operation {
  const { name, tag, method, path, permission, summary, description } = call
  const isQuery = method !== 'POST'
  return {
    operationId: name,
    tags: [tag],
    summary,
    description,
    // A role that the key must have: OpenAPI 3.1, security requirement object.
    security: [{ key: permission === null ? [] : [permission] }],
    parameters: [
      ...(path.includes('{id}')
        ? [path.startsWith('/connections') ? ID : { ...ID, description: 'Of the webhook.' }]
        : []),
      ...(isQuery ? describeQuery(call) : []),
      ...(method === 'GET' ? [SAME] : []),
    ],
    ...(!isQuery && { requestBody: describeBody(call) }),
    responses: { ...describeDone(call), ...describeRefusals(refusalsOf(call)) },
  }
}

/** Of the connection, in the path. */
export const ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Of the connection.',
  schema: { type: 'string', format: 'uuid' },
}
const SAME: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of an earlier answer.',
  schema: { type: 'string' },
}

function describeQuery({ question, example }: Call): Parameter[] {
  const { properties = {}, required = [] } = describeQuestion(question)
  const examples = new Map(Object.entries(example ?? {}))
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    ...{ name, in: 'query' as const, required: required.includes(name), schema },
    ...(description !== undefined && { description }),
    ...(examples.has(name) && { example: examples.get(name) }),
  }))
}

function describeBody({ question, example }: Call): NonNullable<Operation['requestBody']> {
  const content = { schema: describeQuestion(question), ...(example !== undefined && { example }) }
  return { required: false, content: { 'application/json': content } }
}

function describeDone({ method, answer }: Call): Record<string, Answer> {
  const { description, schema } = describeAnswer(answer)
  const content = { 'application/json': { schema } }
  if (method !== 'GET') return { 200: { description, headers: headers('X-Request-Id'), content } }
  const both = headers('X-Request-Id', 'ETag')
  return {
    200: { description, headers: both, content },
    304: { description: 'Nothing has changed since the answer with this `ETag`.', headers: both },
  }
}
