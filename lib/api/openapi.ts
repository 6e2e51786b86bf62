import 'server-only'
import { z } from 'zod'
import { apiUrl } from '#lib/api/addresses'
import type { Call } from '#lib/api/call'
import { CALLS } from '#lib/api/calls'
import { PROBLEMS } from '#lib/api/problems'
import { problemSchema } from '#lib/api/schemas'

/** The OpenAPI 3.1 document, from the schemas that parse and write. Without a key: it says nothing of anybody. */
export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const call of CALLS) paths[call.path] = { ...paths[call.path], [call.method.toLowerCase()]: operationOf(call) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mooring',
      version: '1',
      summary: 'Fresh access tokens of Qonto, from connections that are kept alive.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: apiUrl() }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: `mrk_...`.' } },
      schemas: { Problem: jsonOf(problemSchema, 'output') },
    },
  }
}

function operationOf(call: Call): object {
  const isConnection = call.path.includes('{id}')
  const query = call.method === 'GET' ? queryOf(call.question) : []
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
  return {
    operationId: nameOf(call),
    summary: call.summary,
    ...(call.permission !== null && { description: `Needs the permission \`${call.permission}\`.` }),
    parameters: [...(isConnection ? [id] : []), ...query],
    ...(call.method === 'POST' && {
      requestBody: { required: false, content: { 'application/json': { schema: jsonOf(call.question, 'input') } } },
    }),
    responses: {
      200: { description: 'Done.', content: { 'application/json': { schema: jsonOf(call.answer, 'output') } } },
      default: {
        description: `A problem. Codes: ${Object.keys(PROBLEMS).join(', ')}.`,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

/** `listConnections`, `getConnection`, `tokenConnection` and so on: one word for each call. */
function nameOf({ method, path }: Call): string {
  if (path === '/me') return 'getKey'
  if (path === '/connections') return 'listConnections'
  const [, , , act] = path.split('/')
  return act === undefined ? `${method.toLowerCase()}Connection` : act === 'token' ? 'getToken' : `${act}Connection`
}

interface ObjectSchema {
  properties?: Record<string, object>
  required?: string[]
}

function queryOf(schema: z.ZodType): object[] {
  const { properties = {}, required = [] } = jsonOf(schema, 'input') as ObjectSchema
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: one,
  }))
}

function jsonOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', reused: 'inline' })
  return json
}
