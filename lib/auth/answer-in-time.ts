import 'server-only'
import { errorPath } from '#lib/auth/transaction/sign-in-errors'
import { startDeadline } from '#lib/deadline'
import { log } from '#lib/log'
import { metrics } from '#lib/observe/metrics'

/** Requests to Qonto have 7 s; what is left is for the database, which answers in milliseconds unless it hangs. */
const ANSWER_WITHIN_MS = 7_800

/**
 * Answers with what `work` answers, or, when that hangs, with the error page. What hangs goes on behind the answer until it
 * comes to its next step, where `late` tells it to stop: no browser would get the cookie of its session.
 * @param reference under which `work` logs too: a person has one to tell
 */
export async function answerInTime<Answer>(
  reference: string,
  work: (late: AbortSignal) => Promise<Answer>,
  refuse: (location: string) => Answer,
): Promise<Answer> {
  const late = new AbortController()
  const { promise: tooLate, resolve } = Promise.withResolvers<Answer>()
  const deadline = startDeadline(ANSWER_WITHIN_MS)
  deadline.signal.addEventListener('abort', () => {
    late.abort()
    log.error('sign_in_failed', { reference, code: 'storage_unavailable', durationMs: ANSWER_WITHIN_MS })
    metrics().signIns.inc({ outcome: 'storage_unavailable' })
    resolve(refuse(errorPath('storage_unavailable', reference)))
  })
  return Promise.race([work(late.signal), tooLate]).finally(() => deadline.end())
}
