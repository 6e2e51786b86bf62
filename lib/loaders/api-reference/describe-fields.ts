import 'server-only'
import type { Parameter } from '#lib/api/document/describe-call'
import type { JsonSchema } from '#lib/api/document/describe-schema'
import type { ApiField } from '#lib/loaders/views'

/** The fields of an object, each under the name by which it is reached: `organization.id`, `steps[].at`. */
export function fieldsOf({ properties = {} }: JsonSchema, prefix = ''): ApiField[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = prefix + name
    const inner = schema.type === 'array' ? fieldsOf(schema.items ?? {}, `${path}[].`) : fieldsOf(schema, `${path}.`)
    return [describe(path, schema), ...inner]
  })
}

/** A parameter reads like a field. */
export function parameterField({ name, in: place, description, schema }: Parameter): ApiField {
  return { ...describe(name, schema), description: description ?? null, place }
}

/** The name of the schema that a reference leads to. */
export function targetOf({ $ref }: { $ref?: string }): string | null {
  return $ref?.split('/').at(-1) ?? null
}

function describe(name: string, schema: JsonSchema): ApiField {
  const [whole = schema] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null')
  const one = whole.items ?? whole
  return {
    name,
    type: typeOf(schema),
    object: targetOf(one),
    description: schema.description ?? null,
    choices: (one.enum ?? []).map(String),
    usual: schema.default === undefined ? null : JSON.stringify(schema.default),
    place: null,
  }
}

function typeOf(schema: JsonSchema): string {
  const { type, anyOf, items, format, minimum, maximum } = schema
  if (schema.$ref) return targetOf(schema) ?? ''
  if (anyOf) return anyOf.map(typeOf).join(' | ')
  if (Array.isArray(type)) return type.join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (items) return `${typeOf(items)}[]`
  if (format !== undefined) return `${type} (${format})`
  const isBounded = typeof minimum === 'number' && typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER
  return isBounded && minimum > Number.MIN_SAFE_INTEGER ? `${type} ${minimum}–${maximum}` : (type ?? 'any')
}
