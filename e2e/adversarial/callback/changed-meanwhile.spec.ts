import { expect, test } from '#e2e/adversarial/fixtures'
import { expectConnected, expectRefused, expectRefusedUnsent } from '#e2e/support/outcomes'

// security.md 8.2: a trip comes home, and the house is not what it was when the trip began.

for (const environment of ['sandbox', 'production'])
  test(`A05 a trip that was begun with the Qonto of ${environment} is over when the settings name another`, async ({
    signedIn,
    faults,
  }) => {
    const { client, database } = signedIn
    const callback = await client.consent('Giulia')
    await faults.change('UPDATE transactions SET environment = $1', [environment])
    await expectRefusedUnsent(signedIn, callback, 'flow_expired')
    expect(await database.unusedTrips()).toBe(0)
  })

// A row that is still there is no session any more, and "another session" was not what had happened.
for (const how of ['letSessionsIdle', 'letSessionsExpire'] as const)
  test(`A05 what was begun by a session that has ended since is over, also by its limits: ${how}`, async ({
    signedIn,
  }) => {
    const { client, database } = signedIn
    const callback = await client.consent('Giulia', {}, { intent: 'connect' })
    await database[how](31)
    await expectRefusedUnsent(signedIn, callback, 'flow_expired')
  })

for (const [what, table] of [
  ['who is signed in', 'sessions'],
  ['which trip it belongs to', 'transactions'],
] as const)
  test(`A39 while nobody can tell ${what}, an answer is not exchanged, and can be later`, async ({ signedIn }) => {
    const { client, simulator, database } = signedIn
    const callback = await client.consent('Giulia')
    const later = client.twin()
    const [person, ...others] = await database.sessionIds()
    await simulator.forgetRequests()
    await database.hide(table)
    try {
      expectRefused(await client.arrive(callback), 'storage_unavailable')
    } finally {
      await database.unhide(table)
    }
    expect(await simulator.requests('token')).toEqual([])
    expect(await database.sessionIds()).toEqual([person])
    expect(await database.unusedTrips()).toBe(1)
    // Nothing was used up, and the session of the person before ends with the sign-in, as always.
    expectConnected(await later.arrive(callback))
    expect(await database.sessionIds()).toHaveLength(1)
    expect(await database.sessionIds()).not.toContain(person)
    expect(others).toEqual([])
  })
