import { z } from 'zod'
import { EVENTS, type EventType } from '#lib/told/event-catalogue'

const time = z.iso.datetime()
const eventType = z.enum(Object.keys(EVENTS) as [EventType, ...EventType[]])
const wish = {
  url: z.string().max(4_000).describe('https, and behind it a public server.'),
  description: z.string().max(200).describe('For people, to know it by.'),
  events: z.array(eventType).max(100).describe('The types that it is told of.'),
  connections: z
    .array(z.uuid())
    .max(1_000)
    .nullable()
    .describe('Those that it is told of. Null: all that the owner has and will have, and what concerns none.'),
}

export const endpointSchema = z.object({
  ...{ id: z.uuid(), ...wish, url: z.string(), description: z.string() },
  enabled: z.boolean(),
  disabled_reason: z
    .enum(['switched_off', 'gone', 'failing'])
    .nullable()
    .describe('`gone`: it answered 410. `failing`: nothing has arrived for five days.'),
  failing_since: time.nullable().describe('Null when the last delivery has arrived.'),
  former_secret_until: time.nullable().describe('Until then deliveries are signed with the former secret too.'),
  created_at: time,
})

export const endpointListSchema = z.object({ webhook_endpoints: z.array(endpointSchema) })

export const makeEndpointSchema = z.strictObject({
  ...wish,
  description: wish.description.default(''),
  connections: wish.connections.default(null),
})

export const changeEndpointSchema = z.strictObject({
  ...z.object(wish).partial().shape,
  enabled: z.boolean().optional().describe('True also after it was disabled here.'),
})

export const secretSchema = z.object({
  webhook_endpoint: endpointSchema,
  secret: z.string().describe('`whsec_...`, as the libraries of Standard Webhooks take it. Shown this once.'),
})

export const testSchema = z.object({
  delivered: z.boolean().describe('Whether the answer was a 2xx.'),
  failure: z.string().nullable().describe('Why there was no answer: `unknown_host`, `refused_address`, `timeout`, ...'),
  status: z.int().nullable(),
  duration_ms: z.int().nullable(),
  answer: z.string().nullable().describe('The first kilobyte of it.'),
})

export const removedSchema = z.object({ id: z.uuid(), removed: z.literal(true) })
