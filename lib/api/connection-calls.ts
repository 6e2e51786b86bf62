import 'server-only'
import type { Caller } from '#lib/api/authenticate'
import { call } from '#lib/api/call'
import { describeConnection, isoOf } from '#lib/api/describe-connection'
import { type Problem, problem } from '#lib/api/problems'
import { refusalOf } from '#lib/api/refusal-of'
import { connectionSchema, keySchema, nothingSchema, receiptSchema } from '#lib/api/schemas'
import { actOnConnection } from '#lib/auth/actions/act'
import { learnCommonFacts } from '#lib/connection/facts'
import { visibleConnection } from '#lib/connection/principal'
import { db } from '#lib/db'
import { readReceipt } from '#lib/disconnect/receipt'
import type { Connection } from '#lib/generated/prisma/client'
import { ok, type Result } from '#lib/result'

export const getConnection = call({
  method: 'GET',
  path: '/connections/{id}',
  permission: 'connections:read',
  summary: 'One connection: whether it works, why, and what to do next.',
  question: nothingSchema,
  answer: connectionSchema,
  async run({ connection, copied, now }) {
    if (!connection) return problem('not_found')
    await learnCommonFacts(copied)
    return ok(describeConnection(connection, now))
  },
})

export const getKey = call({
  method: 'GET',
  path: '/me',
  permission: null,
  summary: 'The key itself.',
  question: nothingSchema,
  answer: keySchema,
  async run({ keyId, name, permissions, everyConnection, expiresAt }) {
    return ok({ id: keyId, name, permissions, every_connection: everyConnection, expires_at: isoOf(expiresAt) })
  },
})

const TURNS = {
  check: 'Proves at Qonto, now, that the connection works.',
  pause: 'Stops handing out tokens. The authorisation stays.',
  resume: 'Hands out tokens again.',
} as const

export const turns = (Object.keys(TURNS) as Array<keyof typeof TURNS>).map((name) =>
  call({
    method: 'POST',
    path: `/connections/{id}/${name}`,
    permission: 'connections:write',
    summary: TURNS[name],
    question: nothingSchema,
    answer: connectionSchema,
    async run(caller) {
      const acted = await act(caller, name)
      return acted.ok ? ok(describeConnection(acted.value, new Date())) : acted
    },
  }),
)

export const disconnectConnection = call({
  method: 'POST',
  path: '/connections/{id}/disconnect',
  permission: 'connections:write',
  summary: 'Ends the connection at Qonto and here, for good. Safe to repeat: an ended one answers with its receipt.',
  question: nothingSchema,
  answer: receiptSchema,
  async run(caller) {
    const acted = await act(caller, 'disconnect')
    if (!acted.ok) return acted
    const steps = readReceipt(acted.value.disconnectSteps)
    return ok({
      connection: describeConnection(acted.value, new Date()),
      steps: steps.map(({ at, traceId, ...step }) => ({ ...step, at: at.toISOString(), trace_id: traceId })),
    })
  },
})

/** Does what the button of the same name does, and reads the connection again. */
async function act(caller: Caller, name: keyof typeof actOnConnection): Promise<Result<Connection, Problem>> {
  if (!caller.connection) return problem('not_found')
  await learnCommonFacts(caller.copied)
  const { id } = caller.connection
  const read = () => db().connection.findFirst({ where: visibleConnection(caller, id) })
  const row = await read()
  if (!row) return problem('not_found')
  const outcome = await actOnConnection[name](row)
  const after = await read()
  if (!after) return problem('not_found')
  // What a proof has found out, and an end that is not proven yet, stand in the answer.
  if (outcome.status === 'failed' && outcome.reason !== 'unconfirmed') return refusalOf(outcome.reason, row.id)
  return ok(after)
}
