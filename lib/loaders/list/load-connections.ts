import 'server-only'
import { ask, type Question } from '#lib/auth/session/ask'
import { TRANSACTION_SECONDS } from '#lib/auth/session/cookies'
import { requireAnswer } from '#lib/auth/session/require-session'
import { FRESH_FOR } from '#lib/auth/session/session-store'
import { learnCommonFacts } from '#lib/connection/facts'
import { LISTED_JSON, listedReader } from '#lib/connection/listed-row'
import { visibleToAsker } from '#lib/connection/principal'
import { settings } from '#lib/env'
import { clusterMarks, isCopied } from '#lib/keys/database-identity'
import { arrange, type Judged, judge, listAll } from '#lib/loaders/list/arrange-list'
import type { ConnectionListView, ExportedConnection, ListWish } from '#lib/loaders/views'

interface Answer {
  copied: boolean
  rows: unknown[] | null
  notes: Record<string, string> | null
  pendingSince: string | null
  elsewhere: boolean
}

/**
 * One page of the connections of the person who asks. Every row is read, lean, and judged here: a verdict that the database
 * made would be a second one. docs/performance.md has what that costs with 10,000.
 */
export async function loadConnections(wish: ListWish, now = new Date()): Promise<ConnectionListView> {
  const { answer } = await requireAnswer(question())
  return {
    ...arrange(await judgeRows(answer, now), wish),
    pendingSince: answer.pendingSince === null ? null : new Date(answer.pendingSince),
    grantedElsewhere: answer.elsewhere,
  }
}

/** All that is asked for, or what is picked of it, for a file; null without a session. */
export async function exportConnections(wish: ListWish, picked: string[]): Promise<ExportedConnection[] | null> {
  const asked = await ask(question(true))
  if (!asked) return null
  const { notes } = asked.answer
  const listed = listAll(await judgeRows(asked.answer, new Date()), wish, new Set(picked))
  return listed.map((one) => ({ ...one, note: notes?.[one.id] ?? null }))
}

async function judgeRows(answer: Answer, now: Date): Promise<Judged[]> {
  await learnCommonFacts(answer.copied)
  return judge((answer.rows ?? []).map(listedReader()), now)
}

function question(isExport = false): Question<Answer> {
  return {
    name: isExport ? 'connections-export' : 'connections',
    parameters: [settings().environment, ...clusterMarks()],
    sql: ([environment = '', ...marks]) => `json_build_object(
      'copied', ${isCopied(marks)},
      'rows', (SELECT json_agg(${LISTED_JSON}) FROM connections WHERE ${visibleToAsker('person', environment)}),
      'notes', ${isExport ? notesOf(visibleToAsker('person', environment)) : 'null'},
      'pendingSince', (SELECT max(begun_at) FROM transactions WHERE user_id = asker."userId" AND consumed_at IS NULL
                          AND dismissed_at IS NULL AND begun_at > now() - interval '${TRANSACTION_SECONDS} seconds'),
      'elsewhere', asker."createdAt" > now() - ${FRESH_FOR} AND ${HAS_GRANTED_ELSEWHERE})`,
    read: (json) => json as Answer,
  }
}

/** Only a file has them: the list reads every row, and one note may be longer than all of its lines. */
const notesOf = (visible: string) =>
  `(SELECT json_object_agg(id, note) FROM connections WHERE note IS NOT NULL AND ${visible})`

/**
 * Whether the identity that the session signed in with has granted a connection of another user: it may be one person who
 * is two users here (design: one person, several identities). Only the holder of the identity is told, and only that it is so.
 */
const HAS_GRANTED_ELSEWHERE = `EXISTS (
  SELECT 1 FROM accounts JOIN connections USING (issuer, subject)
   WHERE accounts.id = asker."accountId" AND connections.user_id <> accounts.user_id)`
