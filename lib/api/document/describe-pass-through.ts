import { OF_EVERY_CALL, type TAGS } from '#lib/api/call'
import { ID, type Operation, type Parameter } from '#lib/api/document/describe-call'
import { type Answer, describeRefusal, headers } from '#lib/api/document/describe-refusals'
import { REFUSALS } from '#lib/api/pass-through/pass-through'
import { PROBLEMS, type ProblemCode } from '#lib/api/problems'
import type { Permission } from '#lib/api-keys/key-catalogue'

/** As OpenAPI writes it, though what `path` stands for has slashes. */
export const PASS_THROUGH_PATH = '/connections/{id}/qonto/{path}'

const TAG: keyof typeof TAGS = 'Calls to Qonto'
const READS = {
  summary: 'Read from Qonto',
  description:
    'What Qonto answers comes back as it is: status, body, trace id and rate limits. Its 401 brings one new token, and the call is sent once more.',
  permission: 'qonto:read',
} as const
const WRITES = {
  summary: 'Write to Qonto',
  description:
    'Like reading, but sent once. What can move money needs a key that may. Repeat a call that was not answered with the same `X-Qonto-Idempotency-Key`. A body has at most 32 MB.',
  permission: 'qonto:write',
} as const

/** The call that takes every method: one operation for each, as OpenAPI has it. */
export function describePassThrough(): Record<string, Operation> {
  return {
    get: operation('getFromQonto', READS),
    head: operation('headFromQonto', READS),
    post: operation('postToQonto', WRITES),
    put: operation('putToQonto', WRITES),
    patch: operation('patchToQonto', WRITES),
    delete: operation('deleteAtQonto', WRITES),
  }
}

function operation(operationId: string, { permission, ...said }: typeof READS | typeof WRITES): Operation {
  const isRead = permission === 'qonto:read'
  return {
    ...{ operationId, tags: [TAG], ...said, security: [{ key: [permission satisfies Permission] }] },
    parameters: [ID, { ...PATH, example: isRead ? 'v2/transactions' : 'v2/clients' }, QUERY],
    ...(!isRead && { requestBody: { required: false, content: ANYTHING } }),
    responses: ANSWERS,
  }
}

const PATH: Parameter = {
  name: 'path',
  in: 'path',
  required: true,
  description: 'Of Qonto’s API, beginning with `v1/` or `v2/`. Its slashes may be sent as `%2F`.',
  schema: { type: 'string' },
}
const QUERY: Parameter = {
  name: 'query',
  in: 'query',
  required: false,
  description: 'Any parameters: they go on to Qonto.',
  schema: { type: 'object', additionalProperties: { type: 'string' } },
}
const ANYTHING = { '*/*': { schema: {} } }
const CODES: ProblemCode[] = [...new Set<ProblemCode>([...OF_EVERY_CALL, ...REFUSALS])]

/** Qonto's and ours: those of ours are problems. */
function describeFailures(hundreds: 400 | 500): Answer {
  const codes = CODES.filter((code) => Math.floor(PROBLEMS[code].status / 100) * 100 === hundreds)
  const { content, ...refusal } = describeRefusal(hundreds, codes)
  return { ...refusal, content: { ...content, ...ANYTHING } }
}

const REQUEST_ID = headers('X-Request-Id')
const ANSWERS: Record<string, Answer> = {
  '2XX': { description: 'What Qonto answers.', headers: REQUEST_ID, content: ANYTHING },
  '3XX': { description: 'Of Qonto, and not followed.', headers: REQUEST_ID, content: ANYTHING },
  '4XX': describeFailures(400),
  '5XX': describeFailures(500),
}
