import 'server-only'
import type { Caller } from '#lib/api/authenticate'
import { call } from '#lib/api/call'
import { describeConnection, isoOf } from '#lib/api/connections/describe-connection'
import { problem } from '#lib/api/problems'
import { refusalOf } from '#lib/api/refusal-of'
import { connectionSchema, keySchema, nothingSchema, receiptSchema } from '#lib/api/schemas'
import { actOnConnection } from '#lib/auth/actions/act'
import type { ActionOutcome } from '#lib/connection/action-outcome'
import type { Asker } from '#lib/connection/activity'
import { learnCommonFacts } from '#lib/connection/facts'
import { visibleConnection } from '#lib/connection/principal'
import { db } from '#lib/db'
import { readReceipt } from '#lib/disconnect/receipt'
import type { Connection } from '#lib/generated/prisma/client'
import { ok } from '#lib/result'

export const getConnection = call({
  name: 'getConnection',
  tag: 'Connections',
  method: 'GET',
  path: '/connections/{id}',
  permission: 'connections:read',
  summary: 'Read one connection',
  description:
    'Whether it works, why, since when, and what to do next. With `If-None-Match` it costs nothing to ask again.',
  question: nothingSchema,
  answer: connectionSchema,
  refusals: [],
  async run({ connection, copied, now }) {
    if (!connection) return problem('not_found')
    await learnCommonFacts(copied)
    return ok(describeConnection(connection, now))
  },
})

export const getKey = call({
  name: 'getKey',
  tag: 'API key',
  method: 'GET',
  path: '/me',
  permission: null,
  summary: 'Read the key itself',
  description: 'The name, permissions and end of the key that the call was made with. It shows whether a key works.',
  question: nothingSchema,
  answer: keySchema,
  refusals: [],
  async run({ keyId, name, permissions, everyConnection, expiresAt }) {
    return ok({ id: keyId, name, permissions, every_connection: everyConnection, expires_at: isoOf(expiresAt) })
  },
})

const act = {
  tag: 'Acts on a connection',
  method: 'POST',
  permission: 'connections:write',
  question: nothingSchema,
} as const

export const checkConnection = call({
  ...act,
  name: 'checkConnection',
  path: '/connections/{id}/check',
  summary: 'Prove that it works',
  description: 'Asks Qonto now, and answers with the connection as it is then.',
  answer: connectionSchema,
  refusals: ['paused', 'disconnected', 'reconnect', 'setup_problem', 'later', 'locked'],
  run: (caller) => actAndDescribe(caller, actOnConnection.check),
})

export const pauseConnection = call({
  ...act,
  name: 'pauseConnection',
  path: '/connections/{id}/pause',
  summary: 'Pause it',
  description: 'Stops handing out tokens. The authorisation stays. One that is not in use stays as it is.',
  answer: connectionSchema,
  refusals: [],
  run: (caller) => actAndDescribe(caller, actOnConnection.pause),
})

export const resumeConnection = call({
  ...act,
  name: 'resumeConnection',
  path: '/connections/{id}/resume',
  summary: 'Resume it',
  description: 'Hands out tokens again. One that is not paused stays as it is.',
  answer: connectionSchema,
  refusals: [],
  run: (caller) => actAndDescribe(caller, actOnConnection.resume),
})

export const disconnectConnection = call({
  ...act,
  name: 'disconnectConnection',
  path: '/connections/{id}/disconnect',
  summary: 'Disconnect it for good',
  description:
    'Ends the connection at Qonto and here. Safe to repeat: an ended one answers with its receipt, and what is not confirmed yet is tried again.',
  answer: receiptSchema,
  refusals: ['busy', 'locked'],
  async run(caller) {
    const acted = await actOn(caller, disconnectOrReport)
    if (!acted.ok) return acted
    const steps = readReceipt(acted.value.disconnectSteps)
    return ok({
      connection: describeConnection(acted.value, new Date()),
      steps: steps.map(({ at, traceId, ...step }) => ({ ...step, at: at.toISOString(), trace_id: traceId })),
    })
  },
})

/** An end that is not proven yet stands in the receipt. */
async function disconnectOrReport(row: Connection, asker: Asker) {
  const outcome = await actOnConnection.disconnect(row, asker)
  if (outcome.status !== 'failed') return outcome
  const { status, reason } = outcome
  return reason === 'unconfirmed' ? ({ status: 'idle' } as const) : { status, reason }
}

type Act<Reason extends string> = (row: Connection, asker: Asker) => Promise<ActionOutcome<Reason>>

async function actAndDescribe<Reason extends string>(caller: Caller, act: Act<Reason>) {
  const acted = await actOn(caller, act)
  return acted.ok ? ok(describeConnection(acted.value, new Date())) : acted
}

/** Does what the button of the same name does, and reads the connection again. */
async function actOn<Reason extends string>({ connection, copied, ...caller }: Caller, act: Act<Reason>) {
  if (!connection) return problem('not_found')
  await learnCommonFacts(copied)
  const read = () => db().connection.findFirst({ where: visibleConnection(caller, connection.id) })
  const row = await read()
  if (!row) return problem('not_found')
  const outcome = await act(row, { key: caller.name })
  const after = await read()
  if (!after) return problem('not_found')
  return outcome.status === 'failed' ? refusalOf(outcome.reason, row.id) : ok(after)
}
