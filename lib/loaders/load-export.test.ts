import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { makeKey } from '#lib/api-keys/make-key'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { createSubscription, openToken, queueRevocation } from '#lib/keys/sealed-store'
import { makeStatusLink } from '#lib/links/make-link'
import { EXPORTED, type Export, exportSchema, LEFT_OUT } from '#lib/loaders/export-schemas'
import { exportPerson } from '#lib/loaders/load-export'
import { type Harness, openHarness } from '#lib/testing/harness'
import { makeEndpoint } from '#lib/told/webhooks/make-endpoint'

let harness: Harness
let row: Connection
let stranger: Connection
let exported: Export
beforeAll(async () => {
  harness = await openHarness()
  stranger = await live('Giulia', {})
  row = await live('Jonas', { organization: 'Buchwerk Treuhand' })
  exported = await exportPerson(row.userId)
})
afterAll(() => harness.close())

/** A person with at least one row in every table that knows people. */
async function live(person: string, wish: object): Promise<Connection> {
  const made = await harness.connected({ person, ...wish })
  const { id, userId, environment } = made
  await db().session.create({
    data: { ...{ id: newId(), userId, expiresAt: new Date() }, tokenHash: bytes(), device: `Browser of ${person}` },
  })
  await db().connection.update({ where: { id }, data: { accessExpiresAt: new Date() } })
  await accessToken(id)
  await db().activity.updateMany({ where: { userId }, data: { reference: `OF-${person}`, traceId: `trace-${person}` } })
  await queueRevocation(db(), {
    environment,
    clientId: 'app',
    connectionId: id,
    token: `ory_rt_of_${person}`,
    cause: 'replaced',
  })
  const subscription = { connectionId: id, subscriptionId: `subscription-${person}`, secret: `secret-of-${person}` }
  await createSubscription(db(), subscription)
  const wished = {
    name: `Key of ${person}`,
    permissions: ['tokens:read'],
    mayMoveMoney: false,
    lifetime: '30',
    addresses: '192.0.2.1',
  }
  await makeKey(personOf(userId), { ...wished, connections: [id] })
  await makeEndpoint(personOf(userId), {
    ...{ url: 'https://hooks.example/x', description: `Hook of ${person}`, eventTypes: ['connection.paused'] },
    connections: [id],
  })
  const key = await db().apiKey.findFirstOrThrow({ where: { userId } })
  const use = { needed: 'token', day: new Date(), count: 1, lastAt: new Date() }
  await db().apiKeyUse.create({ data: { ...use, keyId: key.id, connectionId: id } })
  const event = { id: newId(), userId, connectionId: id, type: 'connection.paused', data: {} }
  const receiver = { id: newId(), channel: 'mail', receiverId: newId() }
  await db().event.create({ data: { ...event, deliveries: { create: receiver } } })
  await makeStatusLink(personOf(userId), { name: `Link of ${person}`, connection: id, lifetime: '30' })
  const invitation = { id: newId(), userId, secretHash: bytes(), note: `For ${person}`, expiresAt: new Date() }
  await db().invitation.create({ data: invitation })
  const mail = { id: newId(), userId, address: `${person}@example.com`, kinds: ['own'], confirmHash: bytes() }
  await db().mailAddress.create({ data: mail })
  return harness.row(id)
}
const bytes = () => Uint8Array.from(randomBytes(32))
const camel = (column: string) => column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Tables without people: for each, why. */
const OF_NOBODY: Record<string, string> = {
  canaries: 'known texts of the key ring',
  webhook_deliveries: 'numbers of deliveries; what they say is kept for the seconds until it is done',
  fleet_brakes: 'when the fleet brake was on',
  operator_incidents: 'problems of the installation, and when its operators were told',
  rate_limits: 'counts under pseudonyms that nobody can lead back to a person, for an hour',
  _prisma_migrations: 'which migrations were applied',
}

async function columns(): Promise<Array<{ table_name: string; column_name: string }>> {
  return db().$queryRaw`SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'`
}

describe('the export', () => {
  it('has every column of every table that knows people, or a reason why not', async () => {
    const all = (await columns()).filter(({ table_name }) => !(table_name in OF_NOBODY))
    expect(new Set(all.map(({ table_name }) => table_name))).toEqual(new Set(Object.keys(EXPORTED)))
    const schemas: Record<string, { shape: object }> = EXPORTED
    const forgotten = all.filter(
      ({ table_name: table, column_name: column }) =>
        !(camel(column) in (schemas[table]?.shape ?? {})) && !(`${table}.${column}` in LEFT_OUT),
    )
    expect(forgotten).toEqual([])
  })

  it('has no reason for a column that there is not, or that is exported all the same', async () => {
    const known = new Set((await columns()).map(({ table_name, column_name }) => `${table_name}.${column_name}`))
    const schemas: Record<string, { shape: object }> = EXPORTED
    const idle = Object.keys(LEFT_OUT).filter((name) => {
      const [table = '', column = ''] = name.split('.')
      return !known.has(name) || camel(column) in (schemas[table]?.shape ?? {})
    })
    expect(idle).toEqual([])
  })

  it('has at least one row of every part, each with what the database says', async () => {
    const { format: _format, version: _version, exportedAt: _at, leftOut: _leftOut, user, ...parts } = exported
    expect(user.id).toBe(row.userId)
    for (const [part, entries] of Object.entries(parts)) expect(entries.length, part).toBeGreaterThan(0)
    const [connection] = exported.connections
    expect(connection).toMatchObject({
      ...{ id: row.id, organizationName: 'Buchwerk Treuhand GmbH', memberName: 'Jonas Feldmann' },
      ...{ grantedScopes: row.grantedScopes, generation: '2', checks: row.checks },
      idToken: { header: { alg: 'RS256' }, claims: { sub: row.subject, iss: row.issuer } },
    })
    expect(exported.accounts).toMatchObject([{ issuer: row.issuer, subject: row.subject }])
    expect(exported.sessions).toMatchObject([{ device: 'Browser of Jonas' }])
    expect(exported.renewals).toMatchObject([{ connectionId: row.id, cause: 'expiry', outcome: 'rotated' }])
    expect(exported.notifications).toMatchObject([{ subscriptionId: 'subscription-Jonas' }])
    expect(exported.revocations).toMatchObject([{ cause: 'replaced', doneAt: null }])
    expect(exported.activity.map(({ event }) => event)).toEqual(expect.arrayContaining(['connected', 'refreshed']))
  })

  it('has the shape that is documented, also after it was written to a file and read again', () => {
    expect(exportSchema.parse(JSON.parse(JSON.stringify(exported)))).toEqual(exported)
  })

  it('has no token, no sealed value, no fingerprint and no secret', async () => {
    const text = JSON.stringify(exported)
    expect(text).not.toMatch(/ory_(ac|at|rt)_|eyJ[\w-]+\.eyJ|v1\.test\.|secret-of-|Sealed"/)
    const [session, rotation, trip] = await Promise.all([
      db().session.findFirstOrThrow({ where: { userId: row.userId } }),
      db().rotation.findFirstOrThrow({ where: { connectionId: row.id } }),
      db().transaction.findFirstOrThrow({ where: { userId: row.userId } }),
    ])
    for (const hash of [session.tokenHash, rotation.fingerprint, trip.stateHash])
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect(text).not.toContain(Buffer.from(hash).toString(encoding))
    const opened = openToken(row, 'idTokenSealed')
    expect(opened.kind === 'open' && text.includes(opened.token.split('.')[2] ?? '')).toBe(false)
  })

  it('has nothing of anybody else', () => {
    const text = JSON.stringify(exported)
    for (const trace of [stranger.id, stranger.userId, stranger.subject, 'Giulia', 'OF-Giulia'])
      expect(text).not.toContain(trace)
  })

  it('says of an identity that no key opens that it is locked, and has the rest', async () => {
    const idTokenSealed = row.idTokenSealed?.replace('v1.test.', 'v1.lost.') ?? null
    await db().connection.update({ where: { id: row.id }, data: { idTokenSealed } })
    const [connection] = (await exportPerson(row.userId)).connections
    expect(connection).toMatchObject({ idToken: 'locked', memberName: 'Jonas Feldmann' })
  })
})
