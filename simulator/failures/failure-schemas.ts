import { z } from 'zod'
import { SCOPE_NAMES } from '#simulator/oauth/scopes'

/** What a failure can be aimed at. `api` is everything under /v2, `all` everything that a server calls. */
export const TARGETS = [
  'token',
  'refresh',
  'revoke',
  'jwks',
  'userinfo',
  'discovery',
  'organization',
  'membership',
  'bank_accounts',
  'consents',
  'webhook_subscriptions',
  'api',
  'authorization',
  'id_token',
  'all',
] as const
export type Target = (typeof TARGETS)[number]

/** Other ways to write a token whose signature holds. */
export const SPELLINGS = [
  'fourth_part',
  'two_parts',
  'space_before',
  'line_break_after',
  'line_break_inside',
  'padding',
  'spare_bits',
  'json',
] as const

const record = z.record(z.string(), z.unknown())
const target = z.enum(TARGETS)
const times = z.int().min(0).default(1)
/** A switch stays on until reset, unless told otherwise. */
const untilReset = z.int().min(0).default(0)
const scopes = z.array(z.enum(SCOPE_NAMES))
/** Whether the work is done before the answer goes wrong; every kind has its own habit. */
const work = z.boolean().optional()
const base = { target, times, work }
const ofIdToken = { target: z.literal('id_token').default('id_token'), times }
const ofRedirect = { target: z.literal('authorization').default('authorization'), times }
const ofKeys = { target: z.literal('jwks').default('jwks'), times }
const refusal = {
  ...base,
  status: z.int().min(400).max(599),
  retryAfter: z.union([z.int(), z.string()]).optional(),
  body: z.unknown().optional(),
}

export const deliverySchemas = [
  z.strictObject({ ...base, kind: z.literal('lose_answer') }),
  z.strictObject({ ...base, kind: z.literal('refuse') }),
  z.strictObject({ ...base, kind: z.literal('delay'), ms: z.int().min(0), after: z.boolean().default(false) }),
  z.strictObject({ ...base, kind: z.literal('stall') }),
  z.strictObject({ ...base, kind: z.literal('trickle'), ms: z.int().min(1).default(500) }),
  z.strictObject({ ...base, kind: z.literal('cut') }),
  z.strictObject({ ...refusal, kind: z.literal('status') }),
  z.strictObject({ ...refusal, kind: z.literal('status_after') }),
  z.strictObject({ ...base, kind: z.literal('html'), status: z.int().min(200).max(599).default(200) }),
  z.strictObject({
    ...base,
    kind: z.literal('oversized'),
    megabytes: z.int().min(1).max(1000).default(20),
    gzip: z.boolean().default(false),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('redirect'),
    to: z.string(),
    status: z.int().min(300).max(308).default(302),
  }),
  z.strictObject({ ...base, kind: z.literal('invalid_json') }),
  z.strictObject({ ...base, kind: z.literal('body'), json: z.unknown() }),
  z.strictObject({
    ...base,
    kind: z.literal('merge'),
    json: record,
    /** Members that get the value of another one. */
    copy: z.record(z.string(), z.string()).default({}),
    /** Members that become a text of so many letters. */
    long: z.record(z.string(), z.int().max(10_000_000)).default({}),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('rewrite'),
    /** Status and headers of the answer, when others are wished. */
    status: z.int().min(200).max(599).optional(),
    headers: z.record(z.string(), z.string()).default({}),
    /** Text after the first brace, before the last one, and around everything. */
    first: z.string().default(''),
    last: z.string().default(''),
    before: z.string().default(''),
    after: z.string().default(''),
    pretty: z.boolean().default(false),
    encoding: z.enum(['utf8', 'utf16le', 'gzip']).default('utf8'),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('raw'),
    /** Written to the socket as it is, in Latin-1. */
    text: z.string(),
    /** Every so many milliseconds again; 0 means once. */
    every: z.int().min(0).default(0),
    /** What follows: the answer that was due, the end of the connection, or silence. */
    next: z.enum(['answer', 'end', 'silence']).default('end'),
  }),
  z.strictObject({ ...base, kind: z.literal('headers'), json: z.record(z.string(), z.string()) }),
  z.strictObject({ ...base, kind: z.literal('ignore') }),
] as const

export const contentSchemas = [
  z.strictObject({ ...ofIdToken, kind: z.literal('claims'), json: record }),
  z.strictObject({ ...ofIdToken, kind: z.literal('header'), json: record }),
  z.strictObject({
    ...ofIdToken,
    kind: z.literal('alg'),
    alg: z.string(),
    /** For HS256: the client secret, or one of the forms of our public RSA key. */
    key: z.enum(['secret', 'pem', 'der', 'jwk']).default('secret'),
  }),
  z.strictObject({
    ...ofIdToken,
    kind: z.literal('bad_signature'),
    part: z.enum(['header', 'payload', 'signature', 'empty']).default('signature'),
  }),
  z.strictObject({ ...ofIdToken, kind: z.literal('other_key') }),
  z.strictObject({
    ...ofIdToken,
    kind: z.literal('members'),
    part: z.enum(['header', 'payload']).default('payload'),
    /** Text after the opening and before the closing brace, signed like the rest: names that stand twice, wild numbers. */
    first: z.string().default(''),
    last: z.string().default(''),
  }),
  z.strictObject({ ...ofIdToken, kind: z.literal('spelling'), how: z.enum(SPELLINGS) }),
  z.strictObject({ ...ofIdToken, kind: z.literal('append'), claim: z.string(), suffix: z.string() }),
  z.strictObject({
    ...ofRedirect,
    kind: z.literal('error'),
    error: z.string(),
    error_description: z.string().optional(),
  }),
  z.strictObject({
    ...ofRedirect,
    kind: z.literal('query'),
    json: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])),
  }),
  z.strictObject({ ...ofKeys, kind: z.literal('keys'), json: z.array(z.unknown()) }),
  z.strictObject({ ...ofKeys, kind: z.literal('drop_kid') }),
] as const

export const switchSchemas = [
  z.strictObject({
    target: z.enum(['token', 'refresh', 'revoke', 'all']).default('all'),
    times: untilReset,
    kind: z.literal('refuse_credentials'),
  }),
  z.strictObject({ ...ofRedirect, kind: z.literal('narrow_scopes'), scopes }),
  z.strictObject({
    target: z.literal('authorization').default('authorization'),
    times: untilReset,
    kind: z.literal('app_scopes'),
    scopes,
  }),
] as const

const deliverySchema = z.discriminatedUnion('kind', deliverySchemas)
export const failureSchema = z.discriminatedUnion('kind', [...deliverySchemas, ...contentSchemas, ...switchSchemas])

export type Failure = z.infer<typeof failureSchema>
export type FailureKind = Failure['kind']
export type FailureOf<Kind extends FailureKind> = Extract<Failure, { kind: Kind }>
/** A failure of the HTTP answer itself, whatever stands in it. */
export type Delivery = z.infer<typeof deliverySchema>

const DELIVERY_KINDS: ReadonlySet<string> = new Set(deliverySchemas.map((schema) => schema.shape.kind.value))

export function isDelivery(failure: Failure): failure is Delivery {
  return DELIVERY_KINDS.has(failure.kind)
}
