import type { z } from 'zod'
import type { Caller } from '#lib/api/authenticate'
import type { Problem } from '#lib/api/problems'
import type { Permission } from '#lib/api-keys/key-catalogue'
import type { Result } from '#lib/result'

/** One call of the API: what it takes and gives, for the handler and for the OpenAPI document alike. */
export interface Call<Question extends z.ZodType = z.ZodType, Answer extends z.ZodType = z.ZodType> {
  method: 'GET' | 'POST'
  /** As OpenAPI writes it: `/connections/{id}`. */
  path: string
  /** Null: any key may. */
  permission: Permission | null
  summary: string
  /** The query of a GET, the body of a POST. */
  question: Question
  answer: Answer
  run(caller: Caller, question: z.output<Question>): Promise<Result<z.input<Answer>, Problem>>
}

/** Keeps the types of question and answer together; the table of all calls forgets them. */
export function call<Question extends z.ZodType, Answer extends z.ZodType>(one: Call<Question, Answer>): Call {
  return one as unknown as Call
}
