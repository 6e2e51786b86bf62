import { z } from 'zod'
import { NAMED } from '#lib/api/schemas'

/** JSON Schema 2020-12, as far as ours use it. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  description?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  format?: string
  default?: unknown
  [keyword: string]: unknown
}

const addressOf = (name: string) => `#/components/schemas/${name}`

const registry = z.registry<{ id: string; description: string }>()
for (const [id, [schema, description]] of Object.entries(NAMED)) registry.add(schema, { id, description })

/** A format says what a reader needs; the pattern beside it is how zod checks it. */
function leavePatternOut({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
}

/** What is answered under a name. */
export function namedSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registry, { uri: addressOf, io: 'output', override: leavePatternOut })
  return Object.fromEntries(
    Object.entries(NAMED).map(([name, [, description]]) => {
      const { $schema: _, $id: __, ...schema } = schemas[name] ?? {}
      return [name, { description, ...schema } as JsonSchema]
    }),
  )
}

/** A reference to the schema of an answer, and what it is. */
export function describeAnswer(schema: z.ZodType): { description: string; schema: JsonSchema } {
  const { id, description } = registry.get(schema) ?? {}
  if (id === undefined || description === undefined) throw new Error('An answer needs a name: see NAMED in schemas.ts.')
  return { description, schema: { $ref: addressOf(id) } }
}

/** What a call takes. */
export function describeQuestion(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', override: leavePatternOut })
  return json as JsonSchema
}
