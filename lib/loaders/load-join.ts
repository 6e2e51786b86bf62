import 'server-only'
import { requireSession } from '#lib/auth/session/require-session'
import { isFresh } from '#lib/auth/session/session-store'

/** Whether who asks has signed in lately enough to be joined with another sign-in. */
export async function loadJoin(): Promise<{ fresh: boolean }> {
  return { fresh: isFresh(await requireSession()) }
}
