import 'server-only'
import { TRANSACTION_SECONDS } from '#lib/auth/session/cookies'
import { requireAnswer } from '#lib/auth/session/require-session'
import { FRESH_FOR } from '#lib/auth/session/session-store'
import { learnCommonFacts } from '#lib/connection/facts'
import { visibleToAsker } from '#lib/connection/principal'
import { readShown, SHOWN_JSON } from '#lib/connection/shown-row'
import { settings } from '#lib/env'
import { clusterMarks, isCopied } from '#lib/keys/database-identity'
import { summarize } from '#lib/loaders/connection/summarize'
import type { ConnectionSummary } from '#lib/loaders/views'

interface Connections {
  connections: ConnectionSummary[]
  /** Since when a transaction at Qonto is open in another tab. */
  pendingSince: Date | null
  /** Told after a sign-in: this identity has granted something to another user here. */
  grantedElsewhere: boolean
}

/** All connections of the person who asks, oldest first. */
export async function loadConnections(): Promise<Connections> {
  const { answer } = await requireAnswer({
    name: 'connections',
    parameters: [settings().environment, ...clusterMarks()],
    sql: ([environment = '', ...marks]) => `json_build_object(
      'copied', ${isCopied(marks)},
      'rows', (SELECT json_agg(${SHOWN_JSON} ORDER BY created_at) FROM connections WHERE ${visibleToAsker('person', environment)}),
      'pendingSince', (SELECT max(begun_at) FROM transactions WHERE user_id = asker."userId" AND consumed_at IS NULL
                          AND begun_at > now() - interval '${TRANSACTION_SECONDS} seconds'),
      'elsewhere', asker."createdAt" > now() - ${FRESH_FOR} AND ${HAS_GRANTED_ELSEWHERE})`,
    read: (json) =>
      json as { copied: boolean; rows: unknown[] | null; pendingSince: string | null; elsewhere: boolean },
  })
  await learnCommonFacts(answer.copied)
  return {
    connections: (answer.rows ?? []).map((row) => summarize(readShown(row))),
    pendingSince: answer.pendingSince === null ? null : new Date(answer.pendingSince),
    grantedElsewhere: answer.elsewhere,
  }
}

/**
 * Whether the identity that the session signed in with has granted a connection of another user: it may be one person who
 * is two users here (design: one person, several identities). Only the holder of the identity is told, and only that it is so.
 */
const HAS_GRANTED_ELSEWHERE = `EXISTS (
  SELECT 1 FROM accounts JOIN connections USING (issuer, subject)
   WHERE accounts.id = asker."accountId" AND connections.user_id <> accounts.user_id)`
