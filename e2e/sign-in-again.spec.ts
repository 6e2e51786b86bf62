import { expect, test } from './browser/fixtures.ts'
import type { ConnectionRow } from './support/database.ts'
import { expectConnected, expectRefused } from './support/outcomes.ts'

const ALL = ['openid', 'offline_access', 'organization.read', 'membership.read']

function expectReplaced(before: ConnectionRow, after: ConnectionRow): void {
  expect(after.id).toBe(before.id)
  expect(after.user_id).toBe(before.user_id)
  for (const column of ['access_token_sealed', 'refresh_token_sealed', 'id_token_sealed'] as const) {
    expect(after[column]).not.toBeNull()
    expect(after[column]).not.toBe(before[column])
  }
  expect(BigInt(after.generation)).toBe(BigInt(before.generation) + 1n)
  expect(after.access_expires_at?.getTime()).toBeGreaterThan(before.access_expires_at?.getTime() ?? Number.NaN)
  expect(after.granted_at.getTime()).toBeGreaterThan(before.granted_at.getTime())
}

test('signing in again replaces scopes and claims too', async ({ client, simulator, database }) => {
  expectConnected(await client.signIn('Camille', { scopes: ['offline_access'] }))
  const before = await database.onlyConnection()
  expect(before.granted_scopes).toEqual(['openid', 'offline_access'])
  expect(before.organization_id).toBeNull()
  await simulator.fail({ kind: 'claims', json: { email: 'changed@example.com' } })
  expectConnected(await client.signIn('Camille'))
  const after = await database.onlyConnection()
  expectReplaced(before, after)
  expect(after.granted_scopes).toEqual(ALL)
  expect(after.organization_id).not.toBeNull()
})

test('choosing fewer scopes on *Reconnect* is what the person wants', async ({ signedIn }) => {
  const { client, database } = signedIn
  const { id } = await database.onlyConnection()
  const fields = { intent: 'reconnect', connection: id }
  expectConnected(await client.signIn('Camille', { scopes: ['offline_access', 'organization.read'] }, fields))
  expect(await database.onlyConnection()).toMatchObject({
    id,
    granted_scopes: ['openid', 'offline_access', 'organization.read'],
  })
})

test('a colleague who gives a permission here signs in to their own dashboard, not to this one', async ({
  newClient,
  signedIn,
}) => {
  const { client, database } = signedIn
  const camille = await client.userId()
  expectConnected(await client.connect('Inès'))
  expect(await client.userId()).toBe(camille)
  expect((await database.connections()).map((row) => row.user_id)).toEqual([camille, camille])
  const colleague = newClient()
  expectConnected(await colleague.signIn('Inès'))
  expect(await colleague.userId()).not.toBe(camille)
  const page = await (await colleague.get('/connections')).text()
  expect(page).not.toContain('Rousseau')
  // It could be one person with two identities: that is told, and who signs in with the other one is told nothing.
  expect(page).toContain('You may be two users here')
  await client.signIn('Camille')
  expect(await (await client.get('/connections')).text()).not.toContain('You may be two users here')
})

test('somebody who signs in with two identities joins them, with a fresh session and the other one’s proof', async ({
  newClient,
  database,
  simulator,
}) => {
  const [first, second] = [newClient(), newClient()]
  expectConnected(await first.signIn('Jonas', { organization: 'Buchwerk Treuhand' }))
  expectConnected(await second.signIn('Jonas', { organization: 'Atelier Lumen' }))
  const older = await first.userId()
  expect(await second.userId()).not.toBe(older)
  const other = { organization: 'Atelier Lumen' }
  expectRefused(await first.connect('Jonas', other), 'account_conflict')
  expect(await (await first.get('/account/join')).text()).toContain('Go to Qonto as the other identity')

  // Backed out, with one's own identity, and with a session that is not fresh: nobody is joined.
  expectRefused(await first.signIn('Jonas', { ...other, refuse: true }, { intent: 'join' }), 'access_denied')
  const own = { organization: 'Buchwerk Treuhand' }
  expectRefused(await first.signIn('Jonas', own, { intent: 'join' }), 'nobody_to_join')
  expect(await database.count('users')).toBe(2)

  const live = await simulator.live('refresh')
  const arrival = await first.signIn('Jonas', other, { intent: 'join' })
  expect([arrival.error, arrival.location]).toEqual([null, '/connections'])
  expect(await first.userId()).toBe(older)
  expect(await second.userId()).toBeNull()
  expect(await database.count('users')).toBe(1)
  expect((await database.connections()).map((row) => [row.user_id, row.status])).toEqual([
    [older, 'active'],
    [older, 'active'],
  ])
  // What proved it gave no access, and ended none.
  expect(await simulator.live('refresh')).toEqual(live)

  await database.letSessionsAge(16)
  expect(await first.begin({ intent: 'join' })).toContain('error=reauth_required')
})
