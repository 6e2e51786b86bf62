import { expect, test } from '#e2e/adversarial/fixtures'
import { expectConnected, expectRefusedTrip } from '#e2e/support/outcomes'

// security.md 2.1, step 10, and 8.4, I09: times are judged by Qonto's own clock, as the answer shows it, within reason.

for (const minutes of [5, -5, 9, -9])
  test(`I09 a Qonto whose clock is ${minutes} minutes ahead, and whose answers say so, signs people in`, async ({
    client,
    simulator,
    database,
  }) => {
    await simulator.advanceClock(minutes * 60)
    expectConnected(await client.signIn('Camille'))
    expect((await database.onlyConnection()).status).toBe('active')
  })

for (const hours of [1, -1])
  test(`I09 a Qonto whose clock is ${hours} hours ahead is not believed, and its grant revoked`, async ({
    signedIn,
  }) => {
    await signedIn.simulator.advanceClock(hours * 3_600)
    const { events } = await expectRefusedTrip(signedIn, 'clock_wrong', { revoked: true })
    expect(events).toEqual([expect.objectContaining({ check: 'issued_at' })])
  })
