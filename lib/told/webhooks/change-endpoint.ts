import 'server-only'
import { type ActivityEvent, type Asker, askedBy, recordActivity } from '#lib/connection/activity'
import { type Principal, visibleEndpoint } from '#lib/connection/principal'
import { databaseNow } from '#lib/database/now'
import { type DatabaseTransaction, db } from '#lib/db'
import { isId } from '#lib/ids'
import { keyState } from '#lib/keys/key-check'
import { ENDPOINT_SECRETS, resealEndpoint } from '#lib/keys/sealed-store'
import { fail, ok, type Result } from '#lib/result'
import { OVERLAP_HOURS } from '#lib/told/webhooks/endpoint-catalogue'
import { type EndpointWish, readWish, type WishRefusal } from '#lib/told/webhooks/read-wish'
import { newSigningSecret } from '#lib/told/webhooks/sign'

const HOUR_MS = 3_600_000

/** Changes what an endpoint is told, and where. What is left out stays as it is. */
export async function changeEndpoint(
  principal: Principal,
  id: unknown,
  changes: Partial<EndpointWish>,
  asker: Asker = 'person',
): Promise<Result<undefined, WishRefusal | 'gone'>> {
  const present = await presentWish(principal, id)
  if (!present.ok) return present
  const read = await readWish(principal, { ...present.value, ...changes })
  if (!read.ok) return read
  const { connections, ...columns } = read.value
  return change(principal, id, 'endpoint_changed', asker, async (tx, found) => {
    await tx.webhookEndpointConnection.deleteMany({ where: { endpointId: found } })
    await tx.webhookEndpoint.update({
      where: { id: found },
      data: {
        ...columns,
        everyConnection: connections === null,
        connections: { create: (connections ?? []).map((connectionId) => ({ connectionId })) },
      },
    })
  })
}

async function presentWish(principal: Principal, id: unknown): Promise<Result<EndpointWish, 'gone'>> {
  const where = isId(id) ? visibleEndpoint(principal, id) : null
  const row = where && (await db().webhookEndpoint.findFirst({ where, include: { connections: true } }))
  if (!row) return fail('gone')
  const { url, description, eventTypes } = row
  const connections = row.everyConnection ? null : row.connections.map(({ connectionId }) => connectionId)
  return ok({ url, description, eventTypes, connections })
}

/** Has an endpoint told of events again, with a clean slate, or of none. What happened meanwhile is not made up for. */
export async function switchEndpoint(
  principal: Principal,
  id: unknown,
  isOn: boolean,
  asker: Asker = 'person',
): Promise<Result<undefined, 'gone'>> {
  const data = isOn
    ? { disabledAt: null, disabledReason: null, failingSince: null }
    : { disabledAt: await databaseNow(), disabledReason: 'switched_off' }
  return change(principal, id, isOn ? 'endpoint_enabled' : 'endpoint_disabled', asker, async (tx, found) => {
    await tx.webhookEndpoint.update({ where: { id: found }, data })
  })
}

/** Gives an endpoint another secret. For a day deliveries are signed with both, so the receiver can be changed in peace. */
export async function rollEndpoint(
  principal: Principal,
  id: unknown,
  asker: Asker = 'person',
): Promise<Result<{ secret: string }, 'gone' | 'locked'>> {
  if ((await keyState()) !== 'ready') return fail('locked')
  const secret = newSigningSecret()
  const formerUntil = new Date((await databaseNow()).getTime() + OVERLAP_HOURS * HOUR_MS)
  const rolled = await change(principal, id, 'endpoint_rolled', asker, async (tx, found) => {
    const row = await tx.webhookEndpoint.findUniqueOrThrow({
      where: { id: found },
      select: { id: true, ...ENDPOINT_SECRETS },
    })
    await tx.webhookEndpoint.update({ where: { id: found }, data: { ...resealEndpoint(row, secret), formerUntil } })
  })
  return rolled.ok ? ok({ secret }) : rolled
}

/** Removes an endpoint, with what was delivered to it and what was to be. */
export function removeEndpoint(
  principal: Principal,
  id: unknown,
  asker: Asker = 'person',
): Promise<Result<undefined, 'gone'>> {
  return change(principal, id, 'endpoint_removed', asker, async (tx, found) => {
    await tx.webhookEndpoint.delete({ where: { id: found } })
    await tx.delivery.deleteMany({ where: { channel: 'webhook', receiverId: found } })
  })
}

/** One change of an endpoint that the asker may see, alone at it, with its entry in the log. */
async function change(
  principal: Principal,
  id: unknown,
  event: ActivityEvent,
  asker: Asker,
  write: (tx: DatabaseTransaction, id: string) => Promise<void>,
): Promise<Result<undefined, 'gone'>> {
  if (!isId(id)) return fail('gone')
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM webhook_endpoints WHERE id = ${id}::uuid FOR UPDATE`
    const row = await tx.webhookEndpoint.findFirst({ where: visibleEndpoint(principal, id), select: { id: true } })
    if (!row) return fail('gone')
    await write(tx, row.id)
    await recordActivity(tx, { event, outcome: 'done', userId: principal.userId, ...askedBy(asker) })
    return ok()
  })
}
