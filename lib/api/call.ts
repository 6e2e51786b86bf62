import type { z } from 'zod'
import type { Caller } from '#lib/api/authenticate'
import type { Problem, ProblemCode } from '#lib/api/problems'
import type { Permission } from '#lib/api-keys/key-catalogue'
import type { Result } from '#lib/result'

/** The parts of the reference, in its order. */
export const TAGS = {
  'Access tokens': 'What a program sends to Qonto.',
  'Calls to Qonto': 'Sent on with the token of the connection, which stays here.',
  Connections: 'Which there are, whether they work, and why not.',
  'Acts on a connection': 'What a person can also do in the dashboard.',
  Webhooks: 'Being told when a connection breaks, works again or ends soon.',
  'API key': 'What the key of the call may do.',
} as const

/** What the handler itself says, and what every act can end in. */
export const OF_EVERY_CALL = [
  'invalid_request',
  'invalid_key',
  'not_permitted',
  'too_many_requests',
  'failed',
  'unavailable',
] as const

/** One call of the API: what it takes, gives and refuses, for the handler and for the OpenAPI document alike. */
export interface Call<
  Question extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
  Refusal extends ProblemCode = ProblemCode,
> {
  /** Of the function that a generated client has for it. */
  name: string
  tag: keyof typeof TAGS
  method: 'GET' | 'POST' | 'DELETE'
  /** As OpenAPI writes it: `/connections/{id}`. */
  path: string
  /** Null: any key may. */
  permission: Permission | null
  /** A few words. */
  summary: string
  description: string
  /** The body of a POST, else the query. */
  question: Question
  /** A question worth copying. */
  example?: z.input<Question>
  answer: Answer
  /** Why `run` says no, beside what every call can answer (`refusalsOf`). */
  refusals: readonly Refusal[]
  run(
    caller: Caller,
    question: z.output<Question>,
    /** That the address names. */
    id: string | null,
  ): Promise<Result<z.input<Answer>, Problem<NoInfer<Refusal> | (typeof OF_EVERY_CALL)[number] | 'not_found'>>>
}

/** Keeps the types of question, answer and refusals together; the table of all calls forgets them. */
export function call<Question extends z.ZodType, Answer extends z.ZodType, const Refusal extends ProblemCode>(
  one: Call<Question, Answer, Refusal>,
): Call {
  return one as unknown as Call
}

/** Every problem that a call can answer with. */
export function refusalsOf({ method, path, refusals }: Call): ProblemCode[] {
  const all = new Set<ProblemCode>([...OF_EVERY_CALL, ...refusals])
  if (path.includes('{id}')) all.add('not_found')
  if (method === 'POST') all.add('too_large')
  return [...all]
}
