import { beforeEach, describe, expect, it } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { factsOf } from '#lib/connection/facts'
import { isBraked, releaseBrake } from '#lib/connection/fleet/fleet-brake'
import { operatorProblems } from '#lib/connection/fleet/operator-problems'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { queueRevocation } from '#lib/keys/sealed-store'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let rows: Connection[]
beforeEach(async () => {
  rows = []
  for (let made = 0; made < 4; made += 1) rows.push(await fleetMember())
})

/** A connection with a chain of its own, of a person of its own, whose access token has run out. */
async function fleetMember(): Promise<Connection> {
  const { id } = await harness.connected()
  const user = await db().user.create({ data: { id: newId() } })
  return db().connection.update({
    where: { id },
    data: { userId: user.id, organizationId: null, accessExpiresAt: new Date() },
  })
}

const refuses = (times: number) =>
  harness.bench.command('failures', {
    ...{ target: 'refresh', kind: 'status', status: 400, body: { error: 'invalid_grant' }, times },
  })
const askAll = async () => {
  for (const { id } of rows) await accessToken(id)
}
const verdicts = async () =>
  Promise.all(rows.map(async ({ id }) => state(factsOf(await harness.row(id)), new Date()).reason))

describe('a fleet that is refused at once', () => {
  it('is held by the brake at the third refusal, revokes nothing, calls the operator, and heals', async () => {
    await refuses(rows.length)
    await askAll()
    expect(await isBraked()).toBe(true)
    expect(await operatorProblems()).toEqual(['fleet_brake'])
    expect(await verdicts()).toEqual(['refusal_unconfirmed', 'refusal_unconfirmed', 'fleet_brake', 'fleet_brake'])
    const { environment, clientId } = settings()
    await queueRevocation(db(), { environment, clientId, connectionId: null, token: 'ory_rt_waits', cause: 'replaced' })
    expect(await revokeQueued()).toEqual({ revoked: 0, failed: 0 })
    for (const { id } of rows) await harness.dayPasses(id)
    await refuses(rows.length)
    await askAll()
    expect(new Set((await db().connection.findMany()).map(({ status }) => status))).toEqual(new Set(['active']))
    for (const { id } of rows) await harness.dayPasses(id)
    await askAll()
    expect(await verdicts()).toEqual(rows.map(() => 'proven'))
    expect(await releaseBrake()).toBe(true)
    expect(await operatorProblems()).toEqual([])
    expect((await revokeQueued()).revoked).toBe(1)
  })

  it('two refusals an hour are the connections’ own matter, and after a release counting begins anew', async () => {
    await refuses(2)
    await askAll()
    expect(await isBraked()).toBe(false)
    await db().$executeRaw`UPDATE connections SET next_attempt_at = NULL, access_expires_at = now()`
    await refuses(1)
    await accessToken(rows[2]?.id ?? '')
    expect(await isBraked()).toBe(true)
    await releaseBrake()
    await db().$executeRaw`UPDATE connections SET next_attempt_at = NULL, access_expires_at = now()`
    await refuses(2)
    await askAll()
    expect(await isBraked()).toBe(false)
  })

  it('that is said to belong to somebody else ends two connections, and holds the third', async () => {
    await harness.bench.command('failures', {
      ...{ target: 'id_token', kind: 'claims', json: { sub: 'somebody-else' }, times: rows.length },
    })
    await askAll()
    expect(await isBraked()).toBe(true)
    expect(await verdicts()).toEqual(['quarantined', 'quarantined', 'identity_unverified', 'identity_unverified'])
  })

  // The jobs work on ten connections at once.
  it('ends two at most also when all of it is renewed in the same moment', async () => {
    await harness.bench.command('failures', {
      ...{ target: 'id_token', kind: 'claims', json: { sub: 'somebody-else' }, times: rows.length },
    })
    await Promise.all(rows.map(({ id }) => accessToken(id)))
    expect(await isBraked()).toBe(true)
    expect(await db().connection.count({ where: { status: 'quarantined' } })).toBe(2)
    expect(await db().revocation.count()).toBe(2)
  })

  it('one changed claim, an issuer with a slash more, ends nobody and revokes nothing', async () => {
    const iss = `${settings().issuer}/`
    await harness.bench.command('failures', { target: 'id_token', kind: 'claims', json: { iss }, times: rows.length })
    await askAll()
    expect(await verdicts()).toEqual(rows.map(() => 'identity_changed'))
    expect(await db().revocation.count()).toBe(0)
    await db().connection.updateMany({ data: { accessExpiresAt: new Date() } })
    await askAll()
    expect(await verdicts()).toEqual(rows.map(() => 'proven'))
  })
})
