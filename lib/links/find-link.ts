import 'server-only'
import { IS_LIVE_KEY } from '#lib/api-keys/key-conditions'
import { isKey } from '#lib/api-keys/key-format'
import { learnCommonFacts } from '#lib/connection/facts'
import { visibleToAsker } from '#lib/connection/principal'
import { readShown, SHOWN_JSON, type ShownRow, withTimes } from '#lib/connection/shown-row'
import { prepared } from '#lib/db'
import { settings } from '#lib/env'
import { sha256 } from '#lib/ids'
import { clusterMarks, isCopied } from '#lib/keys/database-identity'
import { type LinkKind, PREFIX_OF } from '#lib/links/link-kinds'
import { noteOpened } from '#lib/links/note-opened'

/** What a link shows. Only whoever makes the answer sees it: it lists what leaves. */
export interface OpenedLink {
  /** True for one that shows all connections of its owner. */
  isForAll: boolean
  /** Those that it shows and that were not ended, oldest first. */
  connections: Array<{ row: ShownRow; pausedAt: Date | null }>
  now: Date
  /** What its owner chose to read. */
  language: string | null
}

interface Found {
  linkId: string
  connectionId: string | null
  lastOpenedAt: Date | null
  now: Date
  copied: boolean
  language: string | null
  shown: Array<{ row: unknown; pausedAt: string | null }> | null
}

/** The owner of the link is who asks: what they may not see, it cannot show. */
const STATEMENT = `
  WITH asker AS MATERIALIZED (
    SELECT id AS "linkId", user_id AS "userId", connection_id AS "connectionId", last_opened_at AS "lastOpenedAt"
      FROM links WHERE secret_hash = $1 AND kind = $2::link_kind AND ${IS_LIVE_KEY})
  SELECT asker.*, now(), ${isCopied(['$4', '$5'])} AS copied,
         (SELECT language FROM users WHERE id = asker."userId") AS language,
         (SELECT json_agg(json_build_object('row', ${SHOWN_JSON}, 'pausedAt', CASE WHEN connections.status = 'frozen' THEN
                   (SELECT at FROM activities WHERE activities.connection_id = connections.id AND event = 'paused' ORDER BY id DESC LIMIT 1) END)
                 ORDER BY connections.created_at)
            FROM connections
           WHERE ${visibleToAsker('person', '$3')} AND connections.status <> 'disconnected'
             AND (asker."connectionId" IS NULL OR connections.id = asker."connectionId")) AS shown
    FROM asker`

/**
 * What a secret opens, read in one statement; nothing is refreshed or checked for it. Null for a secret that opens nothing:
 * wrong, expired, revoked, or its owner is gone. `ended`: what it showed was ended.
 */
export async function findLink(kind: LinkKind, secret: string): Promise<OpenedLink | 'ended' | null> {
  if (!isKey(secret, PREFIX_OF[kind])) return null
  const values = [sha256(secret), kind, settings().environment, ...clusterMarks()]
  const [found] = await prepared<Found>('link', STATEMENT, values)
  if (!found) return null
  noteOpened(found)
  await learnCommonFacts(found.copied)
  const isForAll = found.connectionId === null
  const connections = (found.shown ?? []).map(({ row, ...times }) => ({
    row: readShown(row),
    ...(withTimes(times) as { pausedAt: Date | null }),
  }))
  const { now, language } = found
  return isForAll || connections.length > 0 ? { isForAll, connections, now, language } : 'ended'
}
