import 'server-only'
import { revalidatePath } from 'next/cache'
import { throttleAction } from '#lib/auth/limits/limit'
import { isFresh, type Session } from '#lib/auth/session/session-store'
import type { SecretOutcome } from '#lib/connection/action-outcome'
import type { Result } from '#lib/result'

interface Showing<Reason extends string> {
  /** Whose list has changed afterwards. */
  page: string
  words: (reason: Reason | 'too_often') => string
  make: () => Promise<Result<{ secret: string }, Reason>>
}

/** What ends in a secret, shown this once: only in a session younger than fifteen minutes, and counted as a button. */
export async function showSecret<Reason extends string>(
  session: Session,
  { page, words, make }: Showing<Reason>,
): Promise<SecretOutcome> {
  if (!isFresh(session)) return { status: 'sign_in_again' }
  if (!(await throttleAction()).ok) return { status: 'failed', text: words('too_often') }
  const made = await make()
  if (!made.ok) return { status: 'failed', text: words(made.reason) }
  revalidatePath(page)
  return { status: 'shown', secret: made.value.secret }
}
