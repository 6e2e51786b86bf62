import 'server-only'
import { requireSession } from '#lib/auth/require-session'
import { isFresh } from '#lib/auth/session-store'

/** Whether who asks has signed in lately enough to be joined with another sign-in. */
export async function loadJoin(): Promise<{ fresh: boolean }> {
  return { fresh: isFresh(await requireSession()) }
}
