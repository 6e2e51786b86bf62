import { expect, test } from '#e2e/adversarial/fixtures'
import { expectErased } from '#e2e/app'
import type { Failure } from '#e2e/simulator'

// Whatever Qonto does, the connection is unusable at once, and nothing is said to be over that is not proven to be.

const untilReset = { times: 0 }
const TROUBLE: Array<[string, Failure[], RegExp]> = [
  ['refuses connections', [{ kind: 'refuse', target: 'all', ...untilReset }], /Qonto did not answer/],
  ['answers 500', [{ kind: 'status', target: 'all', status: 500, ...untilReset }], /Qonto did not answer/],
  [
    'answers 200 without revoking',
    [
      { kind: 'ignore', target: 'revoke', ...untilReset },
      { kind: 'ignore', target: 'consents', ...untilReset },
    ],
    /Qonto still accepted the access/,
  ],
]
for (const [what, failures, reason] of TROUBLE)
  test(`V02 when Qonto ${what}, disconnecting says what is open and can be finished later`, async ({
    app,
    client,
    simulator,
    database,
    page,
  }) => {
    const id = await app.isSignedInAs(client, 'Camille')
    await app.openConnection(id)
    for (const failure of failures) await simulator.fail(failure)
    await app.disconnect()
    await expect(app.verdict).toContainText('Disconnected, not yet confirmed')
    await expect(app.receipt).toContainText('Not everything is confirmed yet.')
    await expect(
      app.receipt.getByRole('listitem').filter({ hasText: 'Prove that Qonto refuses it now' }),
    ).toContainText('Not confirmed')
    await expect(app.receipt).toContainText(reason)
    await expect(app.receipt).not.toContainText('Erase what was stored here')
    await expect(app.receipt).toContainText('connected apps in your Qonto account')

    await test.step('it cannot be used any more', async () => {
      const row = await database.onlyConnection()
      expect(row.status).toBe('disconnecting')
      // Kept, because they are what will prove the end.
      expect(row.refresh_token_sealed).not.toBeNull()
      for (const button of ['Check now', 'Pause', 'Renew permission'])
        await expect(page.getByRole('button', { name: button })).toHaveCount(0)
    })

    await test.step('and it is finished once Qonto behaves', async () => {
      await simulator.behaveAgain()
      await app.press('Try again')
      await expect(app.receipt).toContainText('Every step that was needed is confirmed.')
      await expect(app.verdict).not.toContainText('not yet confirmed')
      await expectErased(database, () => simulator.live('refresh'))
    })
  })

test('V02 trying again while Qonto is still down changes nothing for the worse', async ({
  app,
  client,
  simulator,
  database,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await simulator.fail({ kind: 'refuse', target: 'all', ...untilReset })
  await app.disconnect()
  await app.press('Try again')
  await expect(app.verdict.getByRole('status')).not.toBeEmpty()
  await expect(app.verdict).toContainText('Disconnected, not yet confirmed')
  expect((await database.onlyConnection()).status).toBe('disconnecting')
  await simulator.behaveAgain()
  await app.press('Try again')
  await expect(app.receipt).toContainText('Every step that was needed is confirmed.')
  await expectErased(database, () => simulator.live('refresh'))
})

test('V05 a connection that has already ended at Qonto is disconnected without a fight', async ({
  app,
  client,
  simulator,
  database,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await simulator.revokeEverything()
  await app.disconnect()
  await expect(app.receipt).toContainText('Qonto had already ended this permission.')
  await expectErased(database, () => simulator.live('refresh'))
})

test('V01 a connection whose access has run out gets a last one, to be able to ask', async ({
  app,
  client,
  simulator,
  database,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await simulator.expire('access')
  await app.openConnection(id)
  await app.disconnect()
  await expect(app.receipt.getByRole('listitem').filter({ hasText: 'Get a last valid access' })).toContainText('Done')
  await expect(app.receipt).toContainText('Every step that was needed is confirmed.')
  await expectErased(database, () => simulator.live('refresh'))
})

test('V08 connecting again while the end is not confirmed yet is a new start', async ({
  app,
  client,
  simulator,
  database,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  const former = await simulator.live('refresh')
  await app.openConnection(id)
  await simulator.fail({ kind: 'refuse', target: 'all', ...untilReset })
  await app.disconnect()
  await simulator.behaveAgain()
  const fields = { intent: 'reconnect', connection: id }
  await client.signIn('Camille', {}, fields)
  await app.takesOverSessionOf(client)
  await app.openConnection(id)
  await expect(app.verdict).toContainText('The connection works.')
  expect((await database.onlyConnection()).status).toBe('active')
  await expect.poll(() => simulator.live('refresh')).not.toEqual(expect.arrayContaining(former))
  await app.press('Check now')
  await expect(app.page.getByText('Done.')).toBeVisible()
})
