import { z } from 'zod'
import { PROBLEMS, type ProblemCode } from '#lib/api/problems'
import { endpointListSchema, endpointSchema, removedSchema, secretSchema, testSchema } from '#lib/api/webhooks/schemas'
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
/** As RFC 6749 writes one (section 3.3): a refusal repeats those that are missing. */
const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'Invalid scope')
/** PostgreSQL takes no NUL, and half a surrogate pair is no text. */
const plainText = z
  .string()
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Invalid text')

export const verdictSchema = z.object({
  state: z.enum(VERDICT_STATES).describe('Whether it works, in one word.'),
  reason: z.enum(VERDICT_REASONS).describe('Why.'),
  since: maybe(time).describe('When what the verdict rests on happened.'),
  owner: z.enum(['you', 'administrator', 'nobody']).describe('Who must act next.'),
  next_action: z.enum(NEXT_ACTIONS).describe('What would mend it, or is worth doing.'),
  action_url: z.url().describe('The page on which it can be done.'),
})

export const connectionSchema = z.object({
  id: z.uuid(),
  organization: z
    .object({
      id: maybe(z.string()).describe('At Qonto.'),
      name: maybe(z.string()),
      confirmed: z.boolean().describe('False while Qonto has not named it.'),
    })
    .describe('The organisation at Qonto.'),
  member: z
    .object({ name: maybe(z.string()), role: maybe(z.string()) })
    .describe('The member of the organisation who authorised it.'),
  status: z.enum(CONNECTION_STATUSES).describe('What is stored. Whether it works says the verdict.'),
  labels: z.array(z.string()).describe('Written by its owner, who finds and groups it by them.'),
  verdict: verdictSchema,
  granted_scopes: z.array(z.string()),
  missing_scopes: z.array(z.string()).describe('Asked for, and not granted.'),
  accepted_scopes: z
    .array(z.string())
    .describe('Of `missing_scopes`: those that the owner has accepted. When all are, the state is `ok`.'),
  works_until: maybe(time).describe('At the latest, if nothing renews it.'),
  proven_at: maybe(time).describe('When Qonto last accepted it.'),
})

export const listQuerySchema = z.strictObject({
  status: z.enum(VERDICT_STATES).optional().describe('Only those with this state of the verdict.'),
  organization: plainText.optional().describe('Only those of this organisation: its id at Qonto.'),
  label: plainText.optional().describe('Only those with this label, letter by letter.'),
  updated_since: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Only those that were granted, proven, failed or ended since.'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('How many at most.'),
  cursor: z.uuid().optional().describe('`next_cursor` of the page before.'),
})

export const listSchema = z.object({
  connections: z.array(connectionSchema),
  next_cursor: maybe(z.uuid()).describe('Send it as `cursor` for the next page. Null on the last one.'),
})

export const tokenQuestionSchema = z.strictObject({
  min_ttl: z.int().min(0).max(3_000).default(60).describe('Seconds that the token must still live.'),
  scopes: z.array(scope).max(100).default([]).describe('Refused when one of them was not granted.'),
  rejected: z
    .int()
    .min(0)
    .optional()
    .describe('The generation whose token Qonto answered with 401: it is never handed out again.'),
})

export const tokenSchema = z.object({
  access_token: z.string().describe('For the header `Authorization: Bearer` of a call to Qonto.'),
  token_type: z.literal('Bearer'),
  expires_at: time,
  expires_in: z.int().describe('Seconds.'),
  scopes: z.array(z.string()).describe('What the token may do.'),
  generation: z.int().describe('Which token of the connection it is, for `rejected`.'),
  organization: maybe(z.string()).describe('The id of the organisation at Qonto.'),
})

export const receiptSchema = z.object({
  connection: connectionSchema,
  steps: z
    .array(
      z.object({
        step: z.enum(DISCONNECT_STEPS),
        outcome: z.enum(['done', 'skipped', 'failed', 'unconfirmed']),
        reason: maybe(z.string()).describe('Why it was not done.'),
        at: time,
        trace_id: maybe(z.string()).describe('By which Qonto finds it.'),
      }),
    )
    .describe('What was done to end it, in order.'),
})

export const keySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
  every_connection: z.boolean().describe('Also those that its owner makes later.'),
  expires_at: maybe(time).describe('Null: never.'),
})

export const problemSchema = z.object({
  type: z.url().describe('The part of the reference about this code.'),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]).describe('What a program matches on.'),
  request_id: z.string().describe('The log has it too.'),
  detail: z.string().optional().describe('For a person who reads the log of the caller.'),
  action_url: z.url().optional().describe('The page on which a person can mend it.'),
  retry_after: z.int().optional().describe('Seconds to wait.'),
  missing_scopes: z.array(z.string()).optional().describe('Of `missing_scopes`: which ones.'),
})

/** A call that takes no body may be sent with none, or with an empty object. */
export const nothingSchema = z.strictObject({})

/** The answers that have a name in the OpenAPI document, and so in every client that is generated from it. */
export const NAMED = {
  Connection: [connectionSchema, 'The connection as it is now.'],
  ConnectionList: [listSchema, 'A page of connections.'],
  Verdict: [verdictSchema, 'Whether a connection works, why, and who must act.'],
  Token: [tokenSchema, 'An access token that lives long enough.'],
  Receipt: [receiptSchema, 'The ended connection, and each step of the end with its result.'],
  Webhook: [endpointSchema, 'What a webhook is told of, and whether anything arrives.'],
  WebhookList: [endpointListSchema, 'The webhooks.'],
  WebhookSecret: [secretSchema, 'A webhook with its new secret.'],
  WebhookTest: [testSchema, 'What came of a test.'],
  WebhookRemoved: [removedSchema, 'The webhook is gone.'],
  ApiKey: [keySchema, 'The key that the call was made with.'],
  Problem: [problemSchema, 'Why a call was refused (RFC 9457).'],
} as const
