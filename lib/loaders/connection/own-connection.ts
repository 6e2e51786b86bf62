import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { IS_LIVE_KEY } from '#lib/api-keys/key-conditions'
import { requireAnswer } from '#lib/auth/session/require-session'
import { learnCommonFacts } from '#lib/connection/facts'
import { visibleToAsker } from '#lib/connection/principal'
import { readShown, SHOWN_JSON, type ShownRow, withTimes } from '#lib/connection/shown-row'
import { settings } from '#lib/env'
import type { Rotation } from '#lib/generated/prisma/client'
import { isId } from '#lib/ids'
import { clusterMarks, isCopied } from '#lib/keys/database-identity'
import { log } from '#lib/log'
import { RENEWALS_SHOWN } from '#lib/person/retention'

export interface OwnConnection extends ShownRow {
  /** The latest first. */
  rotations: Array<Pick<Rotation, 'startedAt' | 'outcome' | 'cause'>>
  /** While it is paused, since when: that stands in the log and nowhere else. */
  pausedAt: Date | null
  /** When the jobs renew it if nothing does before. */
  keepAliveAt: Date | null
  /** Since when Qonto tells us of a withdrawal; null when it does not. */
  subscribedAt: Date | null
  /** The API keys that may use it, and when each did. */
  keys: Array<{ id: string; name: string; lastUsedAt: Date | null }>
  /** The mail addresses that want to know of problems. */
  toldByMail: string[]
  /** How many webhooks do. */
  toldByWebhook: number
}

/**
 * A connection of the person who asks, with its latest rotations; one statement however often a page asks for it.
 * Permission is decided here, next to the data: another user's id is as unknown as one that never was.
 */
export const ownConnection = cache(async (id: string): Promise<OwnConnection> => {
  if (!isId(id)) notFound()
  const { session, answer } = await requireAnswer({
    name: 'connection',
    parameters: [id, settings().environment, ...clusterMarks()],
    sql: ([place, environment = '', ...marks]) => `json_build_object(
      'copied', ${isCopied(marks)},
      'found', (SELECT ${OWN_JSON} FROM connections WHERE connections.id = ${place}::uuid AND ${visibleToAsker('person', environment)}))`,
    read: (json) => json as { copied: boolean; found: Found | null },
  })
  await learnCommonFacts(answer.copied)
  if (answer.found === null) {
    log.warn('connection_not_own', { userId: session.userId, connectionId: id })
    return notFound()
  }
  const { row, rotations, keys, toldByMail, toldByWebhook, ...times } = answer.found
  return {
    ...readShown(row),
    ...(withTimes(times) as Pick<OwnConnection, 'pausedAt' | 'keepAliveAt' | 'subscribedAt'>),
    toldByMail: toldByMail ?? [],
    toldByWebhook,
    rotations: (rotations ?? []).map((rotation) => withTimes(rotation) as OwnConnection['rotations'][number]),
    keys: (keys ?? []).map((key) => withTimes(key) as OwnConnection['keys'][number]),
  }
})

/** As the trigger plans it that works out `due_at` (connections_set_due), spread by up to a day; a test holds the two together. */
export const NEXT_RENEWAL = `greatest(connections.refresh_issued_at + interval '7 days'
  + (hashtext(connections.id::text) & 65535) * interval '1 second', connections.next_attempt_at)`

/** Of a row of `connections` that was found, and of no other: what is not visible is not read. */
const OWN_JSON = `json_build_object(
  'row', ${SHOWN_JSON},
  'rotations', (SELECT json_agg(json_build_object('startedAt', started_at, 'outcome', outcome, 'cause', cause) ORDER BY started_at DESC)
                  FROM (SELECT * FROM rotations WHERE connection_id = connections.id ORDER BY started_at DESC LIMIT ${RENEWALS_SHOWN}) AS latest),
  'pausedAt', CASE WHEN connections.status = 'frozen' THEN
                (SELECT at FROM activities WHERE connection_id = connections.id AND event = 'paused' ORDER BY id DESC LIMIT 1) END,
  'keepAliveAt', ${NEXT_RENEWAL},
  'keys', (SELECT json_agg(json_build_object('id', api_keys.id, 'name', name, 'lastUsedAt',
              (SELECT max(last_at) FROM api_key_uses WHERE key_id = api_keys.id AND connection_id = connections.id)) ORDER BY api_keys.id) FROM api_keys
            WHERE api_keys.user_id = connections.user_id AND ${IS_LIVE_KEY}
              AND (every_connection OR EXISTS (SELECT 1 FROM api_key_connections WHERE key_id = api_keys.id AND connection_id = connections.id))),
  'toldByWebhook', (SELECT count(*) FROM webhook_endpoints WHERE user_id = connections.user_id AND disabled_reason IS NULL
                      AND 'connection.needs_attention' = ANY(event_types)
                      AND (every_connection OR EXISTS (SELECT 1 FROM webhook_endpoint_connections
                                                        WHERE endpoint_id = webhook_endpoints.id AND connection_id = connections.id))),
  'toldByMail', (SELECT json_agg(address ORDER BY id) FROM mail_addresses WHERE user_id = connections.user_id
                   AND confirmed_at IS NOT NULL AND unsubscribed_at IS NULL AND 'problems' = ANY(kinds)),
  'subscribedAt', (SELECT max(created_at) FROM webhook_subscriptions WHERE connection_id = connections.id))`

interface Found {
  row: unknown
  rotations: unknown[] | null
  keys: unknown[] | null
  toldByMail: string[] | null
  toldByWebhook: number
  pausedAt: string | null
  keepAliveAt: string | null
  subscribedAt: string | null
}
