import { z } from 'zod'
import { PROBLEMS, type ProblemCode } from '#lib/api/problems'
import { PERMISSIONS } from '#lib/api-keys/key-catalogue'
import {
  CONNECTION_STATUSES,
  DISCONNECT_STEPS,
  NEXT_ACTIONS,
  VERDICT_REASONS,
  VERDICT_STATES,
} from '#lib/connection/types'

/** What goes in and out of the API. The OpenAPI document is made from these, and every answer is written through them. */

const time = z.iso.datetime()
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullable()

export const verdictSchema = z
  .object({
    state: z.enum(VERDICT_STATES),
    reason: z.enum(VERDICT_REASONS),
    since: maybe(time).describe('When what the verdict rests on happened.'),
    owner: z.enum(['you', 'administrator', 'nobody']).describe('Who must act next.'),
    next_action: z.enum(NEXT_ACTIONS),
    action_url: z.url().describe('The page on which it can be done.'),
  })
  .meta({ id: 'Verdict' })

export const connectionSchema = z
  .object({
    id: z.uuid(),
    organization: z.object({ id: maybe(z.string()), name: maybe(z.string()), confirmed: z.boolean() }),
    member: z.object({ name: maybe(z.string()), role: maybe(z.string()) }),
    status: z.enum(CONNECTION_STATUSES),
    verdict: verdictSchema,
    granted_scopes: z.array(z.string()),
    missing_scopes: z.array(z.string()),
    works_until: maybe(time).describe('At the latest, if nothing renews it.'),
    proven_at: maybe(time),
  })
  .meta({ id: 'Connection' })

export const listQuerySchema = z.strictObject({
  status: z.enum(VERDICT_STATES).optional().describe('Only those with this state of the verdict.'),
  organization: z.string().max(100).optional().describe('The id of an organisation at Qonto.'),
  updated_since: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.uuid().optional().describe('`next_cursor` of the page before.'),
})

export const listSchema = z
  .object({ connections: z.array(connectionSchema), next_cursor: maybe(z.uuid()) })
  .meta({ id: 'ConnectionList' })

export const tokenQuestionSchema = z
  .strictObject({
    min_ttl: z.int().min(0).max(3_000).default(60).describe('Seconds that the token must still live.'),
    scopes: z.array(z.string().max(100)).max(100).default([]).describe('Refused when one of them was not granted.'),
    rejected: z
      .int()
      .min(0)
      .optional()
      .describe('The generation whose token Qonto answered with 401: it is never handed out again.'),
  })
  .meta({ id: 'TokenQuestion' })

export const tokenSchema = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_at: time,
    expires_in: z.int(),
    scopes: z.array(z.string()),
    generation: z.int(),
    organization: maybe(z.string()),
  })
  .meta({ id: 'Token' })

export const receiptSchema = z
  .object({
    connection: connectionSchema,
    steps: z.array(
      z.object({
        step: z.enum(DISCONNECT_STEPS),
        outcome: z.enum(['done', 'skipped', 'failed', 'unconfirmed']),
        reason: maybe(z.string()),
        at: time,
        trace_id: maybe(z.string()),
      }),
    ),
  })
  .meta({ id: 'Receipt' })

export const keySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    permissions: z.array(z.enum(PERMISSIONS)),
    every_connection: z.boolean(),
    expires_at: maybe(time),
  })
  .meta({ id: 'ApiKey' })

export const problemSchema = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    request_id: z.string(),
    detail: z.string().optional(),
    action_url: z.url().optional(),
    retry_after: z.int().optional(),
    missing_scopes: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem' })

/** A call that takes no body may be sent with none, or with an empty object. */
export const nothingSchema = z.strictObject({})
