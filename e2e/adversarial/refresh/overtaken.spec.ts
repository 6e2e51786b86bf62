import { expect, test } from '#e2e/adversarial/fixtures'
import { CHECK } from '#e2e/adversarial/life'
import { storedToken } from '#e2e/adversarial/stored-tokens'
import { expectConnected } from '#e2e/outcomes'

// security.md 8.6 and 8.7: an answer that comes back to a connection which has moved on.

const target = 'refresh'

test('R38 a renewal that is answered after the person has connected again changes nothing', async ({ life }) => {
  const { simulator, database, client } = life.world
  const { id } = await life.row()
  await life.accessRunsOut()
  await life.fails({ kind: 'delay', target, ms: 4_000, after: true })
  await database.letTurnsCome()
  const renewing = client.twin().press(life.path, CHECK)
  await expect.poll(async () => (await database.rotations()).length).toBe(1)
  expectConnected(await client.signIn('Camille', {}, { intent: 'reconnect', connection: id }))
  const anew = storedToken(await life.row(), 'refresh_token_sealed')
  await renewing
  expect((await database.rotations()).map(({ outcome }) => outcome)).toEqual(['overtaken'])
  expect(storedToken(await life.row(), 'refresh_token_sealed')).toBe(anew)
  // The former chain is revoked with everything that it has brought since; the new one lives, and works.
  await expect.poll(() => simulator.live('refresh')).toHaveLength(1)
  expect(await life.row()).toMatchObject({ id, status: 'active', generation: '2' })
  await life.recovers()
})
