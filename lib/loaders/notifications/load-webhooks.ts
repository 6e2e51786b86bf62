import 'server-only'
import { z } from 'zod'
import { requireSession } from '#lib/auth/session/require-session'
import { visibleEndpoints, visibleTo } from '#lib/connection/principal'
import { db, reading } from '#lib/db'
import type { Delivery, Event } from '#lib/generated/prisma/client'
import { DELIVERY_FAILURES, type WebhookDeliveryView, type WebhooksView, type WebhookView } from '#lib/loaders/views'
import { shownName, shownRaw } from '#lib/text/foreign-text'
import { EVENTS } from '#lib/told/event-catalogue'

/** As many deliveries of each as a page can show. */
const SHOWN = 20

/** What `send-due` keeps of an attempt. */
const answerSchema = z.object({
  code: z.enum(DELIVERY_FAILURES).nullable().catch('internal').default(null),
  status: z.int().nullable().default(null),
  ms: z.int().nullable().default(null),
  text: z.string().nullable().default(null),
})
const NO_ANSWER = { code: null, status: null, ms: null, text: null }

/** The webhooks of the person who asks, newest first, with what was delivered last, and what a new one can be told of. */
export async function loadWebhooks(): Promise<WebhooksView> {
  const session = await requireSession()
  const [rows, connections] = await reading(
    Promise.all([
      db().webhookEndpoint.findMany({
        where: visibleEndpoints(session),
        select: {
          ...{ id: true, url: true, description: true, eventTypes: true, everyConnection: true },
          ...{ disabledReason: true, failingSince: true, formerUntil: true },
          connections: { select: { connectionId: true, connection: { select: { organizationName: true } } } },
        },
        orderBy: { id: 'desc' },
      }),
      db().connection.findMany({
        where: { ...visibleTo(session), status: { not: 'disconnected' } },
        select: { id: true, organizationName: true },
        orderBy: { createdAt: 'asc' },
      }),
    ]),
  )
  const deliveries = await reading(Promise.all(rows.map(({ id }) => newestOf(id))))
  return {
    webhooks: rows.map(
      (row, index): WebhookView => ({
        ...{ id: row.id, url: row.url, eventTypes: row.eventTypes, failingSince: row.failingSince },
        description: shownName(row.description),
        connections: row.everyConnection
          ? null
          : row.connections.map(({ connection }) => shownName(connection.organizationName)),
        connectionIds: row.everyConnection ? null : row.connections.map(({ connectionId }) => connectionId),
        disabledReason: row.disabledReason as WebhookView['disabledReason'],
        formerUntil: row.formerUntil !== null && row.formerUntil > session.readAt ? row.formerUntil : null,
        deliveries: (deliveries[index] ?? []).map(showDelivery),
      }),
    ),
    connections: connections.map(({ id, organizationName }) => ({ id, name: shownName(organizationName) })),
    eventTypes: Object.keys(EVENTS),
  }
}

function newestOf(receiverId: string) {
  return db().delivery.findMany({
    where: { channel: 'webhook', receiverId },
    include: { event: { select: { type: true, at: true } } },
    orderBy: { id: 'desc' },
    take: SHOWN,
  })
}

export function showDelivery(row: Delivery & { event: Pick<Event, 'type' | 'at'> }): WebhookDeliveryView {
  const { id, event, attempts, nextAttemptAt, outcome, doneAt } = row
  const { code, text, ...answer } = answerSchema.parse(row.answer ?? NO_ANSWER)
  const ended = outcome === 'delivered' || outcome === 'unwanted' ? outcome : 'given_up'
  return {
    ...{ id, attempts, nextAttemptAt, ...answer, type: event.type, at: event.at },
    state: doneAt === null ? 'waiting' : ended,
    failure: outcome === 'delivered' ? null : code,
    text: text === null || text === '' ? null : shownRaw(text),
  }
}
