import 'server-only'
import { type Asker, askedBy, recordActivity } from '#lib/connection/activity'
import type { Principal } from '#lib/connection/principal'
import { db } from '#lib/db'
import { newId } from '#lib/ids'
import { keyState } from '#lib/keys/key-check'
import { sealEndpoint } from '#lib/keys/sealed-store'
import { fail, ok, type Result } from '#lib/result'
import { MOST_ENDPOINTS } from '#lib/told/webhooks/endpoint-catalogue'
import { type EndpointWish, readWish, type WishRefusal } from '#lib/told/webhooks/read-wish'
import { newSigningSecret } from '#lib/told/webhooks/sign'

export type EndpointRefusal = WishRefusal | 'too_many_endpoints' | 'locked'

/** Makes an endpoint of the owner of whoever asks. The secret is in the answer, and sealed in the database. */
export async function makeEndpoint(
  principal: Principal,
  wish: EndpointWish,
  asker: Asker = 'person',
): Promise<Result<{ id: string; secret: string }, EndpointRefusal>> {
  const { userId } = principal
  const read = await readWish(principal, wish)
  if (!read.ok) return read
  if ((await keyState()) !== 'ready') return fail('locked')
  if ((await db().webhookEndpoint.count({ where: { userId } })) >= MOST_ENDPOINTS) return fail('too_many_endpoints')
  const { connections, ...columns } = read.value
  const [id, secret] = [newId(), newSigningSecret()]
  await db().$transaction(async (tx) => {
    await tx.webhookEndpoint.create({
      data: {
        ...{ id, userId, ...columns, ...sealEndpoint(id, secret) },
        everyConnection: connections === null,
        connections: { create: (connections ?? []).map((connectionId) => ({ connectionId })) },
      },
    })
    await recordActivity(tx, { event: 'endpoint_made', outcome: 'done', userId, ...askedBy(asker) })
  })
  return ok({ id, secret })
}
