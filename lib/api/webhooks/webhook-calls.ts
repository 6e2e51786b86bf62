import 'server-only'
import type { z } from 'zod'
import type { Caller } from '#lib/api/authenticate'
import { call } from '#lib/api/call'
import { isoOf } from '#lib/api/connections/describe-connection'
import { problem } from '#lib/api/problems'
import { nothingSchema } from '#lib/api/schemas'
import {
  changeEndpointSchema,
  endpointListSchema,
  endpointSchema,
  makeEndpointSchema,
  removedSchema,
  secretSchema,
  testSchema,
} from '#lib/api/webhooks/schemas'
import { visibleEndpoint, visibleEndpoints } from '#lib/connection/principal'
import { db } from '#lib/db'
import { ok } from '#lib/result'
import { changeEndpoint, removeEndpoint, rollEndpoint, switchEndpoint } from '#lib/told/webhooks/change-endpoint'
import { type EndpointRefusal, makeEndpoint } from '#lib/told/webhooks/make-endpoint'
import { sendTest } from '#lib/told/webhooks/send-test'

const shared = { tag: 'Webhooks', permission: 'webhooks:write' } as const
const PATH = '/webhook-endpoints'

export const listEndpoints = call({
  ...{ ...shared, name: 'listWebhookEndpoints', method: 'GET', path: PATH },
  summary: 'List the webhooks',
  description: 'Those of the owner of the key; of a key for chosen connections those that are told of no others.',
  question: nothingSchema,
  answer: endpointListSchema,
  refusals: [],
  async run(caller) {
    const rows = await db().webhookEndpoint.findMany({
      ...SHOWN,
      where: visibleEndpoints(caller),
      orderBy: { id: 'asc' },
    })
    return ok({ webhook_endpoints: rows.map((row) => describe(row, caller.now)) })
  },
})

export const createEndpoint = call({
  ...{ ...shared, name: 'createWebhookEndpoint', method: 'POST', path: PATH },
  summary: 'Make a webhook',
  description: 'Events are posted to it as Standard Webhooks says. The answer is the only one that has its secret.',
  question: makeEndpointSchema,
  example: { url: 'https://example.com/mooring', events: ['connection.needs_attention', 'connection.recovered'] },
  answer: secretSchema,
  refusals: ['locked'],
  async run(caller, { events, ...wish }) {
    const made = await makeEndpoint(caller, { ...wish, eventTypes: events }, { key: caller.name })
    if (!made.ok) return refused(made.reason)
    const { id, secret } = made.value
    const row = await read(caller, id)
    return row ? ok({ webhook_endpoint: describe(row, caller.now), secret }) : problem('not_found')
  },
})

export const getEndpoint = call({
  ...{ ...shared, name: 'getWebhookEndpoint', method: 'GET', path: `${PATH}/{id}` },
  summary: 'Read one webhook',
  description: 'What it is told of, and whether anything arrives.',
  question: nothingSchema,
  answer: endpointSchema,
  refusals: [],
  run: (caller, _, id) => answer(caller, id),
})

export const updateEndpoint = call({
  ...{ ...shared, name: 'updateWebhookEndpoint', method: 'POST', path: `${PATH}/{id}` },
  summary: 'Change a webhook',
  description: 'What is left out stays as it is.',
  question: changeEndpointSchema,
  example: { enabled: true },
  answer: endpointSchema,
  refusals: ['locked'],
  async run(caller, { enabled, events, ...wish }, id) {
    const row = await read(caller, id)
    if (!row) return problem('not_found')
    const asker = { key: caller.name }
    if (events !== undefined || Object.keys(wish).length > 0) {
      const { url = row.url, description = row.description, connections = connectionsOf(row) } = wish
      const all = { url, description, connections, eventTypes: events ?? row.eventTypes }
      const changed = await changeEndpoint(caller, id, all, asker)
      if (!changed.ok) return refused(changed.reason)
    }
    if (enabled !== undefined) await switchEndpoint(caller, id, enabled, asker)
    return answer(caller, id)
  },
})

export const deleteEndpoint = call({
  ...{ ...shared, name: 'deleteWebhookEndpoint', method: 'DELETE', path: `${PATH}/{id}` },
  summary: 'Remove a webhook',
  description: 'With what was delivered to it, and what was to be.',
  question: nothingSchema,
  answer: removedSchema,
  refusals: [],
  async run(caller, _, id) {
    const removed = await removeEndpoint(caller, id, { key: caller.name })
    return removed.ok && id !== null ? ok({ id, removed: true as const }) : problem('not_found')
  },
})

export const testEndpoint = call({
  ...{ ...shared, name: 'testWebhookEndpoint', method: 'POST', path: `${PATH}/{id}/test` },
  summary: 'Send a test',
  description: 'Posts a `webhook.test` at once, and says what came of it, within ten seconds.',
  question: nothingSchema,
  answer: testSchema,
  refusals: [],
  async run(caller, _, id) {
    const sent = await sendTest(caller, id)
    if (!sent.ok) return problem('not_found')
    const { outcome, code, status = null, ms = null, text = null } = sent.value
    const failure = status === null ? (code ?? null) : null
    return ok({ delivered: outcome === 'delivered', failure, status, duration_ms: ms, answer: text })
  },
})

export const rollEndpointSecret = call({
  ...{ ...shared, name: 'rollWebhookSecret', method: 'POST', path: `${PATH}/{id}/roll` },
  summary: 'Give it a new secret',
  description: 'For 24 hours deliveries are signed with both. The answer is the only one that has the new one.',
  question: nothingSchema,
  answer: secretSchema,
  refusals: ['locked'],
  async run(caller, _, id) {
    const rolled = await rollEndpoint(caller, id, { key: caller.name })
    if (!rolled.ok) return refused(rolled.reason)
    const row = await read(caller, id)
    return row ? ok({ webhook_endpoint: describe(row, caller.now), ...rolled.value }) : problem('not_found')
  },
})

const SHOWN = {
  select: {
    ...{ id: true, url: true, description: true, eventTypes: true, everyConnection: true, createdAt: true },
    ...{ disabledReason: true, failingSince: true, formerUntil: true },
    connections: { select: { connectionId: true } },
  },
} as const

async function read(caller: Caller, id: string | null) {
  return id === null ? null : db().webhookEndpoint.findFirst({ ...SHOWN, where: visibleEndpoint(caller, id) })
}
type Row = NonNullable<Awaited<ReturnType<typeof read>>>

async function answer(caller: Caller, id: string | null) {
  const row = await read(caller, id)
  return row ? ok(describe(row, caller.now)) : problem('not_found')
}

function connectionsOf({ everyConnection, connections }: Row): string[] | null {
  return everyConnection ? null : connections.map(({ connectionId }) => connectionId)
}

/** It lists its fields, so a new column never leaves by accident. */
function describe(row: Row, now: Date): z.input<typeof endpointSchema> {
  const { id, url, description, eventTypes, disabledReason, failingSince, formerUntil, createdAt } = row
  return {
    ...{ id, url, description, events: eventTypes as z.input<typeof endpointSchema>['events'] },
    connections: connectionsOf(row),
    enabled: disabledReason === null,
    disabled_reason: disabledReason as z.input<typeof endpointSchema>['disabled_reason'],
    failing_since: isoOf(failingSince),
    former_secret_until: formerUntil !== null && formerUntil > now ? isoOf(formerUntil) : null,
    created_at: createdAt.toISOString(),
  }
}

const DETAILS: Record<Exclude<EndpointRefusal, 'locked'>, string> = {
  address: 'url: Not an address.',
  address_long: 'url: Too long.',
  not_https: 'url: Not https.',
  with_login: 'url: Must not have a user or password.',
  refused_address: 'url: Not the address of a public server.',
  description: 'description: Too long.',
  events: 'events: Name at least one, each once.',
  connections:
    'connections: Name at least one that the key may see. Only a key for all connections may leave them out.',
  too_many_endpoints: 'There are as many webhooks as a user may have.',
}

function refused(reason: EndpointRefusal | 'gone') {
  if (reason === 'gone') return problem('not_found')
  return reason === 'locked' ? problem('locked') : problem('invalid_request', { detail: DETAILS[reason] })
}
