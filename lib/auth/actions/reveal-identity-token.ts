import 'server-only'
import type { OwnConnection } from '#lib/auth/actions/form-connection'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import { isFresh } from '#lib/auth/session/session-store'
import type { RevealOutcome } from '#lib/connection/action-outcome'
import { recordActivity } from '#lib/connection/activity'
import { db } from '#lib/db'
import { openToken } from '#lib/keys/sealed-store'

/** Shows the raw ID token to its owner, if the session is fresh. The entry in the log is written before the token is shown. */
export async function revealIdentityToken(row: OwnConnection): Promise<RevealOutcome> {
  const session = await requireSessionToAct()
  if (!isFresh(session)) return { status: 'sign_in_again' }
  const opened = openToken(row, 'idTokenSealed')
  if (opened.kind !== 'open') return { status: 'failed', reason: opened.kind === 'locked' ? 'locked' : 'gone' }
  await recordActivity(db(), {
    event: 'raw_token_shown',
    actor: 'you',
    outcome: 'done',
    userId: session.userId,
    connectionId: row.id,
  })
  return { status: 'shown', token: opened.token }
}
