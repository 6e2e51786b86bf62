import 'server-only'
import { pageOf } from '#lib/addresses'
import { factsOf, learnCommonFacts } from '#lib/connection/facts'
import type { Verdict } from '#lib/connection/types'
import { state } from '#lib/connection/verdict'
import { makeDurable } from '#lib/database/durable'
import { type DatabaseTransaction, db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { databaseOrigin } from '#lib/keys/database-identity'
import { decideTransition, type Seen, type Stand, type Told, type Transition } from '#lib/told/decide-transition'
import type { EventDraft } from '#lib/told/event-catalogue'
import { lookAnew } from '#lib/told/look-anew'
import { writeEvent } from '#lib/told/write-event'

/** So few, and so long for them, that a slow database is through before their transaction is taken back: again and again. */
const BATCH = 20
const BATCH_MS = 20_000
/** Of one environment. What another process looks at is skipped. */
export const DUE = `
  SELECT id, now() FROM connections WHERE tell_at <= now() AND environment::text = $1
   ORDER BY tell_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`

/**
 * Compares the verdicts of the connections that may have changed with what was told of them, and writes what is to be told.
 * A row is taken by one process, and its event is written in the transaction that remembers it, so each is told once over
 * all replicas and crashes. Costs what is due, not what there is: through the index on `tell_at`.
 * @returns how many connections were looked at
 */
export async function lookForTransitions(stopping?: AbortSignal): Promise<number> {
  const origin = await databaseOrigin()
  // What a copy finds out concerns its original's people, who would be told twice.
  if (origin === 'copied') return 0
  await learnCommonFacts(false)
  await lookAnew()
  let looked = 0
  while (!stopping?.aborted) {
    const count = await db().$transaction(lookAtBatch, { timeout: BATCH_MS })
    looked += count
    if (count < BATCH) return looked
  }
  return looked
}

async function lookAtBatch(tx: DatabaseTransaction): Promise<number> {
  await makeDurable(tx)
  const due = await tx.$queryRawUnsafe<Array<{ id: string; now: Date }>>(DUE, settings().environment)
  const [{ now } = { now: new Date() }] = due
  const rows = await tx.connection.findMany({ where: { id: { in: due.map(({ id }) => id) } } })
  for (const row of rows) await lookAt(tx, row, now)
  return rows.length
}

async function lookAt(tx: DatabaseTransaction, row: Connection, now: Date): Promise<void> {
  const verdict = state(factsOf(row), now)
  const { grantedScopes, grantedAt } = row
  const { transitions, told, seen, lookAt } = decideTransition({
    ...{ verdict, grantedScopes, grantedAt, now },
    ...{ told: toldOf(row), seen: seenOf(row) },
  })
  const owner = { userId: row.userId, connectionId: row.id }
  for (const transition of transitions) await writeEvent(tx, owner, draftOf(transition, row, verdict))
  await tx.connection.update({
    where: { id: row.id },
    data: {
      ...{ toldStand: told.stand, toldAt: told.at, toldScopes: told.scopes },
      ...{ remindedDays: told.reminded?.days ?? null, remindedUntil: told.reminded?.until ?? null },
      ...{ seenStand: seen?.stand ?? null, seenAt: seen?.at ?? null, tellAt: lookAt },
    },
  })
}

/** The columns are written here alone. */
function toldOf({ toldStand, toldAt, toldScopes, remindedDays, remindedUntil }: Connection): Told | null {
  if (toldStand === null || toldAt === null) return null
  const reminded = remindedDays === null || remindedUntil === null ? null : { days: remindedDays, until: remindedUntil }
  return { stand: toldStand as Stand, at: toldAt, scopes: toldScopes, reminded }
}

function seenOf({ seenStand, seenAt }: Connection): Seen | null {
  return seenStand === null || seenAt === null ? null : { stand: seenStand as Stand, at: seenAt }
}

function draftOf(transition: Transition, row: Connection, verdict: Verdict): EventDraft {
  const connection = {
    connection_id: row.id,
    organization: row.organizationName,
    action_url: pageOf(row.id),
  }
  switch (transition.kind) {
    case 'connected':
      return { type: 'connection.connected', data: { ...connection, ...described(verdict) } }
    case 'needs_attention':
      return { type: 'connection.needs_attention', data: { ...connection, ...described(verdict) } }
    case 'paused':
      return { type: 'connection.paused', data: connection }
    case 'resumed':
      return { type: 'connection.resumed', data: connection }
    case 'disconnected':
      return { type: 'connection.disconnected', data: { ...connection, proven: transition.proven } }
    case 'recovered':
      return {
        type: 'connection.recovered',
        data: { ...connection, down_seconds: transition.downSeconds, mended_by: transition.mendedBy },
      }
    case 'permissions_changed':
      return {
        type: 'connection.permissions_changed',
        data: {
          ...connection,
          ...{ granted_scopes: row.grantedScopes, lost_scopes: transition.lost, gained_scopes: transition.gained },
        },
      }
    case 'reminder':
      return {
        type: 'connection.reminder',
        data: { ...connection, days_left: transition.days, ends_at: transition.until.toISOString() },
      }
  }
}

function described({ state, reason, owner, action, evidence }: Verdict) {
  return { state, reason, owner, next_action: action, since: evidence.at?.toISOString() ?? null }
}
