import 'server-only'
import { type Attempt, GRACE_MS, wasSentBefore } from '#lib/access/lease'
import { brakeOnRefusals, isBraked } from '#lib/connection/fleet/fleet-brake'
import { REFRESH_LIFETIME_MS } from '#lib/connection/verdict'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { restoredAt } from '#lib/keys/database-identity'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** When a refused token is asked about again, counted from the first refusal. The last one decides. */
const ASKED_AGAIN_MS = [5 * MINUTE_MS, 3 * HOUR_MS, DAY_MS]

export type Weighed =
  | { kind: 'final'; cause: string }
  | { kind: 'unconfirmed'; failure: 'refusal_unconfirmed' | 'refusal_held'; retryInMs: number }

/**
 * What an `invalid_grant` means. A token that was never sent before may be refused by mistake, and believing it once would
 * end the connection for ever: it is asked about again after minutes, hours and a day. Certain at once is what has another
 * proof: 90 days are over, a restore was declared, the token was sent before, or Qonto's signed notice said so.
 * While the fleet brake is on, nothing is final.
 */
export async function weighRefusal(row: Connection, attempt: Attempt, cause: string): Promise<Weighed> {
  const certain = await certainCause(row, attempt, cause)
  const braked = certain === null ? await brakeOnRefusals() : await isBraked()
  if (braked) return { kind: 'unconfirmed', failure: 'refusal_held', retryInMs: HOUR_MS }
  if (certain !== null) return { kind: 'final', cause: certain }
  const age = attempt.begunAt.getTime() - (await firstRefusedAt(attempt)).getTime()
  if (age >= DAY_MS) return { kind: 'final', cause: 'invalid_grant' }
  const next = ASKED_AGAIN_MS.find((after) => after > age) ?? DAY_MS
  return { kind: 'unconfirmed', failure: 'refusal_unconfirmed', retryInMs: next - age }
}

/** The post-mortem, as far as there is evidence; `invalid_grant` says that we do not know. Null when nothing is certain. */
async function certainCause({ refreshIssuedAt }: Connection, attempt: Attempt, cause: string): Promise<string | null> {
  const { begunAt, firstSentAt } = attempt
  if (refreshIssuedAt !== null && begunAt.getTime() - refreshIssuedAt.getTime() >= REFRESH_LIFETIME_MS) return 'lapsed'
  const restored = await restoredAt()
  if (restored !== null && refreshIssuedAt !== null && refreshIssuedAt < restored) return 'restored'
  if (await wasSentBefore(attempt))
    return begunAt.getTime() - firstSentAt.getTime() > GRACE_MS ? 'answer_lost' : 'invalid_grant'
  return cause === 'withdrawal' ? 'invalid_grant' : null
}

/** Read from the attempts, which include this one. */
async function firstRefusedAt({ connectionId, generation, begunAt }: Attempt): Promise<Date> {
  const where = { connectionId, generation, outcome: 'invalid_grant' }
  const { _min } = await db().rotation.aggregate({ where, _min: { startedAt: true } })
  return _min.startedAt ?? begunAt
}
