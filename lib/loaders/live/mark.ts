import 'server-only'
import { ask, type Question } from '#lib/auth/session/ask'
import { isLive, type Session } from '#lib/auth/session/session-store'
import { admittingEntries, visibleToAsker } from '#lib/connection/principal'
import { DatabaseUnavailable, prepared, reading } from '#lib/db'
import { settings } from '#lib/env'

/**
 * What a verdict and its page are made of. Times that every automatic renewal moves are not among it: with many connections
 * an open page would be drawn again every few minutes, and no session would ever be idle. The stand, which the job that tells
 * writes, is for what changes by time alone.
 */
const SHOWN = `ROW(connections.id, status::text, failure, verified, granted_scopes, requested_scopes, accepted_scopes, granted_at,
  client_id, organization_name, organization_confirmed, other_owner_at IS NULL, access_token_sealed IS NULL,
  refresh_token_sealed IS NULL, member_name, member_role, disconnect_steps, disconnected_at, labels, archived_at,
  coalesce(seen_stand, told_stand))`

/** One number for all connections that `asker` sees: another one as soon as one of them looks different. */
const mark = (environment: string) => `(SELECT coalesce(sum(hash_record_extended(${SHOWN}, 0)), 0)::text
  FROM connections WHERE ${visibleToAsker('person', environment)})`

/** The mark of what the person of this request sees, with their session; null when signed out. @throws DatabaseUnavailable */
export async function askMark(): Promise<{ session: Session; mark: string } | null> {
  const asked = await ask(question())
  return asked && { session: asked.session, mark: asked.answer }
}

/** The same for a page, asked together with it. Null when nobody is signed in, or the database is away. */
export async function loadMark(): Promise<string | null> {
  try {
    return (await askMark())?.mark ?? null
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return null
    throw error
  }
}

function question(): Question<string> {
  return {
    name: 'mark',
    parameters: [settings().environment],
    sql: ([environment = '']) => mark(environment),
    read: String,
  }
}

/** The marks of all these sessions in one statement. One that has ended has none. @throws DatabaseUnavailable */
export async function readMarks(sessionIds: string[]): Promise<Map<string, string>> {
  const rows = await reading(
    prepared<{ id: string; mark: string }>('marks', MARKS, [sessionIds, settings().environment, admittingEntries()]),
  )
  return new Map(rows.map((row) => [row.id, row.mark]))
}

const MARKS = `WITH live AS MATERIALIZED (
    SELECT id, user_id AS "userId" FROM sessions WHERE id = ANY($1::uuid[]) AND ${isLive('$3')}),
  marks AS MATERIALIZED (
    SELECT asker."userId", ${mark('$2')} AS mark FROM (SELECT DISTINCT "userId" FROM live) AS asker)
  SELECT live.id, marks.mark FROM live JOIN marks USING ("userId")`
