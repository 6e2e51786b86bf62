import 'server-only'
import { apiUrl } from '#lib/addresses'
import { refusalsOf, TAGS } from '#lib/api/call'
import { CALLS } from '#lib/api/calls'
import { describeCall, type Operation } from '#lib/api/document/describe-call'
import { describePassThrough, PASS_THROUGH_PATH } from '#lib/api/document/describe-pass-through'
import { type Answer, HEADERS, namedRefusals } from '#lib/api/document/describe-refusals'
import { type JsonSchema, namedSchemas } from '#lib/api/document/describe-schema'

/** The OpenAPI 3.1 document, as far as we read it ourselves. */
export interface ApiDocument {
  servers: Array<{ url: string }>
  tags: Array<{ name: string; description: string }>
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema>; responses: Record<string, Answer> }
}

const DESCRIPTION = `A program gets a fresh access token of a connection, sees whether it works, and pauses, resumes or ends it.

Every call needs an API key, and the permission that its \`security\` names. Cookies are not looked at. A refusal is
\`application/problem+json\` with a \`code\` from a closed list. Every answer has \`Cache-Control: no-store\`.`

const SCHEMES = { key: { type: 'http', scheme: 'bearer', description: 'An API key: `mrk_...`.' } }

/**
 * From the table of calls and the schemas that parse and write. It says nothing of anybody.
 * @param url where the API is
 */
export function openApi(url = apiUrl()): ApiDocument {
  const paths: ApiDocument['paths'] = {}
  for (const call of CALLS) paths[call.path] = { ...paths[call.path], [call.method.toLowerCase()]: describeCall(call) }
  paths[PASS_THROUGH_PATH] = describePassThrough()
  const head = {
    openapi: '3.1.0',
    info: {
      title: 'Mooring',
      version: '1',
      summary: 'Fresh access tokens of Qonto, from connections that are kept alive.',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    security: [{ key: [] }],
  }
  return {
    ...head,
    servers: [{ url }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      ...{ securitySchemes: SCHEMES, headers: HEADERS },
      responses: namedRefusals(CALLS.map(refusalsOf)),
      schemas: namedSchemas(),
    },
  }
}
