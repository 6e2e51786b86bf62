import { expect, test } from './browser/fixtures.ts'
import { expectErased } from './support/app.ts'

test('the dialog tells the consequences and lets go easily', async ({ app, client, page, database }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await app.openDisconnectDialog()
  await expect(app.dialog.getByRole('heading')).toHaveText('Disconnect Atelier Lumen SAS?')
  for (const consequence of ['What stops', 'What stays', 'What can be undone'])
    await expect(app.dialog.getByText(consequence, { exact: true })).toBeVisible()
  await expect(app.dialog.getByRole('button', { name: 'Keep connection' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(app.dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Disconnect…' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(app.dialog).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(app.dialog).toBeHidden()
  expect((await database.onlyConnection()).status).toBe('active')
})

test('disconnecting ends everything and gives a receipt', async ({ app, client, page, simulator, database }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await app.disconnect()
  await expect(app.verdict).toContainText('Disconnected')
  await expect(app.verdict).not.toContainText('not yet confirmed')
  await expect(app.receipt).toContainText('Every step that was needed is confirmed.')
  // The simulator has no such page, and another environment's would show nothing of it.
  await expect(app.receipt).toContainText('connected apps in your Qonto account')
  await expect(app.receipt.getByRole('link', { name: 'connected apps' })).toHaveCount(0)
  await expectErased(database, () => simulator.live('refresh'))
  expect(await simulator.live('access')).toEqual([])
  await expect(page.getByRole('button', { name: 'Disconnect…' })).toHaveCount(0)
  await page.goto(`/connections/${id}/receipt`)
  const steps = app.receipt.getByRole('listitem')
  await expect(steps).toHaveText([
    /Done.*Stop use/s,
    /Not needed.*Refresh, so that access can be revoked/s,
    /Done.*Withdraw the authorisation at Qonto/s,
    /Done.*Revoke automatic renewal at Qonto/s,
    /Done.*Prove that Qonto refuses access/s,
    /Done.*Erase the stored tokens/s,
  ])
  await expect(page.getByText('It is proven that Qonto refuses access.')).toBeVisible()
  const receipt = await app.download('Download as JSON')
  expect(receipt.file).toMatch(/^mooring-receipt-\d{4}-\d{2}-\d{2}\.json$/)
  expect(JSON.parse(receipt.text)).toMatchObject({ state: 'confirmed', connectionId: id, proven: { refused: true } })
  await app.openConnection(id, 'Identity')
  await expect(page.getByText('No ID token is stored')).toBeVisible()
  await app.openConnection(id, 'Activity')
  for (const event of ['Disconnecting began', 'The connection was disconnected.'])
    await expect(app.activity.getByText(event)).toBeVisible()
  const [table, data] = [await app.download('Download as CSV'), await app.download('Download as JSON')]
  const today = /^mooring-activity-\d{4}-\d{2}-\d{2}\.(csv|json)$/
  expect([today.exec(table.file)?.[1], today.exec(data.file)?.[1]]).toEqual(['csv', 'json'])
  expect(table.text).toMatch(/^.*Atelier Lumen SAS.*disconnected.*$/m)
  const { format, entries } = JSON.parse(data.text)
  expect([format, entries[0].event]).toEqual(['mooring-activity', 'disconnected'])
})

test('a connection without any scope of the API is disconnected too', async ({ app, client, simulator, database }) => {
  const id = await app.isSignedInAs(client, 'Camille', { scopes: ['offline_access'] })
  await app.openConnection(id)
  await app.disconnect()
  await expect(app.receipt).toContainText('Every step that was needed is confirmed.')
  await app.page.goto(`/connections/${id}/receipt`)
  await expect(app.receipt).toContainText('The permission for this was not granted')
  await expectErased(database, () => simulator.live('refresh'))
})

test('disconnecting one organisation leaves the others alone', async ({ app, client, simulator, database }) => {
  const first = await app.isSignedInAs(client, 'Jonas', { organization: 'Buchwerk Treuhand' })
  await client.connect('Jonas', { organization: 'Officina Aurora' })
  await app.takesOverSessionOf(client)
  await app.openConnection(first)
  await app.disconnect()
  const rows = await database.connections()
  expect(rows.map(({ status }) => status)).toEqual(['disconnected', 'active'])
  expect(await simulator.live('refresh')).toHaveLength(1)
})

test('connecting again after disconnecting is the same connection with its history', async ({
  app,
  client,
  database,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await app.disconnect()
  await app.press('Connect again')
  await app.bank.signInAs('Camille')
  await app.bank.agree()
  expect(await app.arrivesAtConnection()).toBe(id)
  await expect(app.verdict).toContainText('The connection works.')
  await expect(app.receipt).toHaveCount(0)
  expect((await database.onlyConnection()).status).toBe('active')
  await app.goToTab('Activity')
  for (const event of ['The organisation was connected.', 'was disconnected.', 'was authorised again.'])
    await expect(app.activity.getByText(event)).toBeVisible()
})

test('steps are shown while they happen, what is left open is a sheet of paper, and what is given up says so', async ({
  app,
  client,
  database,
  page,
  simulator,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await simulator.latency(1_500)
  await simulator.fail({ kind: 'ignore', target: 'revoke', times: 0 })
  await simulator.fail({ kind: 'ignore', target: 'consents', times: 0 })
  await app.openDisconnectDialog()
  await page.setViewportSize({ width: 320, height: 256 })
  for (const name of ['Keep connection', 'Disconnect organisation'])
    await expect(app.dialog.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
  await app.dialog.getByRole('button', { name: 'Disconnect organisation' }).click()
  await expect(app.dialog.getByRole('listitem').first()).toContainText('Done')
  await page.setViewportSize({ width: 1280, height: 800 })
  await expect(app.receipt).toContainText('Not everything is confirmed yet.', { timeout: 30_000 })
  await database.nameOrganization('Société anonyme '.repeat(12))
  await page.goto(`/connections/${id}/receipt`)
  await expect(page.getByText('It is not proven yet that Qonto refuses access.')).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('button')).toHaveCount(0)
  const paper = (await page.pdf({ format: 'A4' })).toString('latin1')
  expect(paper.match(/\/Type \/Page\b/g)).toHaveLength(1)

  await simulator.latency(0)
  await database.letDisconnectsAge(8)
  await database.askForDueWork()
  await expect.poll(async () => (await database.onlyConnection()).refresh_token_sealed).toBeNull()
  await page.emulateMedia({ media: 'screen' })
  await page.reload()
  await expect(
    page.getByText('It is not proven that Qonto refuses access, and Mooring has stopped asking.'),
  ).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Qonto refuses access.' })).toContainText('Not proven')
  await expect(app.receipt).toContainText('Please remove this dashboard yourself')
  const { text } = await app.download('Download as JSON')
  expect(JSON.parse(text)).toMatchObject({
    state: 'givenUp',
    finishedAt: null,
    proven: { refused: false, erased: true },
  })
})
