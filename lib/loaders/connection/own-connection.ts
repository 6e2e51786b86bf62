import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
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
  /** When it was paused last: that stands in the log and nowhere else. */
  pausedAt: Date | null
  /** Since when Qonto tells us of a withdrawal; null when it does not. */
  subscribedAt: Date | null
  /** The API keys that may use it. */
  keys: Array<{ id: string; name: string; lastUsedAt: Date | null }>
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
      'row', (SELECT ${SHOWN_JSON} FROM connections WHERE connections.id = ${place}::uuid AND ${visibleToAsker('person', environment)}),
      'rotations', (SELECT json_agg(json_build_object('startedAt', started_at, 'outcome', outcome, 'cause', cause) ORDER BY started_at DESC)
                      FROM (SELECT * FROM rotations WHERE connection_id = ${place}::uuid ORDER BY started_at DESC LIMIT ${RENEWALS_SHOWN}) AS latest),
      'pausedAt', (SELECT at FROM activities WHERE connection_id = ${place}::uuid AND event = 'paused' ORDER BY id DESC LIMIT 1),
      'keys', (SELECT json_agg(json_build_object('id', api_keys.id, 'name', name, 'lastUsedAt', last_used_at) ORDER BY api_keys.id) FROM api_keys
                WHERE api_keys.user_id = asker."userId" AND revoked_at IS NULL AND coalesce(expires_at > now(), true)
                  AND (every_connection OR EXISTS (SELECT 1 FROM api_key_connections WHERE key_id = api_keys.id AND connection_id = ${place}::uuid))),
      'subscribedAt', (SELECT max(created_at) FROM webhook_subscriptions WHERE connection_id = ${place}::uuid))`,
    read: (json) => withTimes(json) as unknown as Answer,
  })
  await learnCommonFacts(answer.copied)
  if (answer.row === null) {
    log.warn('connection_not_own', { userId: session.userId, connectionId: id })
    return notFound()
  }
  const rotations = (answer.rotations ?? []).map(
    (rotation) => withTimes(rotation) as OwnConnection['rotations'][number],
  )
  const keys = (answer.keys ?? []).map((key) => withTimes(key) as OwnConnection['keys'][number])
  const { pausedAt, subscribedAt } = answer
  return { ...readShown(answer.row), rotations, keys, pausedAt, subscribedAt }
})

interface Answer extends Pick<OwnConnection, 'pausedAt' | 'subscribedAt'> {
  copied: boolean
  row: unknown
  rotations: unknown[] | null
  keys: unknown[] | null
}
