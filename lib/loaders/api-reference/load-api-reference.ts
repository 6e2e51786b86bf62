import 'server-only'
import { apiUrl } from '#lib/addresses'
import type { Operation } from '#lib/api/document/describe-call'
import type { JsonSchema } from '#lib/api/document/describe-schema'
import { type ApiDocument, openApi } from '#lib/api/openapi'
import { PROBLEMS, type ProblemCode } from '#lib/api/problems'
import { fieldsOf, parameterField, targetOf } from '#lib/loaders/api-reference/describe-fields'
import { writeCurl } from '#lib/loaders/api-reference/write-curl'
import type { ApiCall, ApiReferenceView } from '#lib/loaders/views'

/** The reference of the API, out of the document that is served. It says nothing of anybody, so everybody may read it. */
export function loadApiReference(): ApiReferenceView {
  const url = apiUrl()
  const document = openApi(url)
  const calls = Object.entries(document.paths).flatMap(([path, operations]) => callsOf(document, path, operations))
  const { schemas } = document.components
  const shown = document.tags.map(({ name, description }) => ({
    ...{ name, description },
    calls: calls.filter(({ tag }) => tag === name).map(({ call }) => call),
  }))
  return {
    apiUrl: url,
    groups: shown,
    objects: Object.entries(schemas)
      .filter(([name]) => isShared(document, name))
      .map(([name, schema]) => ({ name, description: schema.description ?? '', fields: fieldsOf(schema) })),
    problems: Object.entries(PROBLEMS).map(([code, said]) => ({ code, ...said })),
  }
}

/** Methods of one address that do the same are one call. */
function callsOf(document: ApiDocument, path: string, operations: Record<string, Operation>) {
  const bySummary = Map.groupBy(Object.entries(operations), ([, { summary }]) => summary)
  return [...bySummary.values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const [method, operation] = first
    const methods = same.map(([name]) => name.toUpperCase())
    return [{ tag: operation.tags[0], call: describeCall(document, { path, method, methods, operation }) }]
  })
}

interface Described {
  path: string
  /** The first of them, which the line to copy uses. */
  method: string
  methods: string[]
  operation: Operation
}

function describeCall(document: ApiDocument, { path, method, methods, operation }: Described): ApiCall {
  const { operationId, summary, description, parameters, security } = operation
  return {
    ...{ id: operationId, methods, path, summary, description },
    permission: security[0]?.key[0] ?? null,
    parameters: parameters.map(parameterField),
    body: bodyOf(operation),
    answer: answerOf(document, operation),
    refusals: refusalsOf(document, operation),
    curl: writeCurl(document.servers[0]?.url ?? '', { path, method: method.toUpperCase(), operation }),
  }
}

function bodyOf({ requestBody }: Operation): ApiCall['body'] {
  if (!requestBody) return null
  const json = requestBody.content['application/json']
  if (!json) return 'anything'
  const fields = fieldsOf(json.schema)
  return fields.length > 0 ? fields : null
}

function answerOf(document: ApiDocument, { responses }: Operation): ApiCall['answer'] {
  const done = responses['200'] ?? responses['2XX']
  const { description, content = {} } = done && 'description' in done ? done : { description: '' }
  const name = targetOf(content['application/json']?.schema ?? {})
  const isOwn = name !== null && !isShared(document, name)
  return {
    description,
    object: isOwn ? null : name,
    fields: isOwn ? fieldsOf(document.components.schemas[name] ?? {}) : [],
  }
}

/** An object that several calls answer with, or another object holds, is described once. */
function isShared({ paths, components }: ApiDocument, name: string): boolean {
  const uses = (part: object) => JSON.stringify(part).split(`"#/components/schemas/${name}"`).length - 1
  return uses(paths) > 1 || uses(components) > 0
}

function refusalsOf({ components }: ApiDocument, { responses }: Operation): ApiCall['refusals'] {
  const codes = Object.values(responses).flatMap((answer) => {
    const { content = {} } = '$ref' in answer ? (components.responses[targetOf(answer) ?? ''] ?? {}) : answer
    return codesOf(content['application/problem+json']?.schema)
  })
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status)
  return [...byStatus].map(([status, these]) => ({ status, codes: these })).sort((a, b) => a.status - b.status)
}

function codesOf(schema: JsonSchema | undefined): ProblemCode[] {
  const listed = schema?.allOf?.flatMap(({ properties }) => properties?.code?.enum ?? []) ?? []
  return listed.filter((code): code is ProblemCode => typeof code === 'string' && code in PROBLEMS)
}
