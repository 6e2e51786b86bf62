import { expect, test } from '#e2e/adversarial/own-dashboard'
import { expectConnected, expectRefusedTrip } from '#e2e/outcomes'
import { SIMULATOR_APP } from '#lib/env'

// security.md 8.5. A refusal for want of a key silences its process for half a minute, so this one has a dashboard of its own.

test.use({ settings: {} })

test('J05 a token without a key id is refused while two keys are published, also when the first of them has signed it', async ({
  client,
  simulator,
  database,
}) => {
  expectConnected(await client.signIn('Camille'))
  await simulator.rollKey()
  const published = await fetch(`${simulator.origin}/.well-known/jwks.json`, {
    headers: { 'X-Qonto-Staging-Token': SIMULATOR_APP.stagingToken },
  })
  const { keys } = (await published.json()) as { keys: Array<{ n: string }> }
  expect(new Set(keys.map(({ n }) => n)).size).toBe(2)
  // The newest signs and stands last; here it stands first as well.
  await simulator.fail({ kind: 'keys', json: keys.slice(-1) })
  await simulator.fail({ kind: 'header', json: { kid: null } })
  await expectRefusedTrip({ client, simulator, database }, 'identity_invalid', { revoked: true })
})
