import { expect, test } from '#e2e/adversarial/own-dashboard'
import { expectRefused } from '#e2e/support/outcomes'
import { SIMULATOR_APP } from '#lib/env'

// security.md 8.3, T04: the name of the bank leads nowhere. No resolver knows `.invalid` (RFC 2606).

test.use({
  settings: {
    QONTO_ENVIRONMENT: 'sandbox',
    QONTO_CLIENT_ID: SIMULATOR_APP.clientId,
    QONTO_CLIENT_SECRET: SIMULATOR_APP.clientSecret,
    QONTO_STAGING_TOKEN: SIMULATOR_APP.stagingToken,
    QONTO_OAUTH_URL: 'https://qonto.invalid',
    NEXTAUTH_SECRET: process.env.E2E_AUTH_SECRET ?? '',
  },
})

test('T04 a bank whose name nobody can resolve is an outage, and pages are served', async ({
  client,
  simulator,
  database,
}) => {
  const { protocol, host, pathname, search } = new URL(await client.begin())
  expect(`${protocol}//${host}`).toBe('https://qonto.invalid')
  await simulator.register(`${client.origin}/api/auth/callback/qonto`)
  const callback = await client.simulatedTrip(`${simulator.origin}${pathname}${search}`, 'Camille')
  expectRefused(await client.arrive(callback), 'provider_unavailable')
  expect(await simulator.requests('token')).toEqual([])
  expect(await database.possessions()).toBe('')
  expect(await database.unusedTrips()).toBe(0)
  expect((await client.get('/')).status).toBe(200)
})
