import { expect, test } from './browser/fixtures.ts'
import { translatePage } from './browser/translator.ts'

// A browser that translates rewrites the page under React's hands; every press after that must still end in the truth.

test('a translated page tells what was done: pause, resume, check, disconnect', async ({
  app,
  client,
  page,
  database,
  simulator,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await translatePage(page)
  await expect(app.verdict.locator('font').first()).toBeVisible()
  await expect(app.verdict).toContainText('The connection works.')

  await app.press('Check now')
  await expect(page.getByText('Done. Qonto answered, and it works.')).toBeVisible()
  await app.press('Pause')
  await expect(app.verdict).toContainText('You paused this connection.')
  await expect(app.verdict).toContainText('Paused by you')
  expect((await database.onlyConnection()).status).toBe('frozen')
  await app.press('Resume')
  await expect(app.verdict).toContainText('The connection works.')
  await expect(app.verdict).not.toContainText('paused')

  // Or the dashboard would say that it was asked a moment ago.
  await database.letProofsAge(id, 1)
  await simulator.fail({ target: 'all', kind: 'status', status: 503, times: 0 })
  await app.press('Check now')
  await expect(app.verdict).toContainText('Qonto is not answering right now.')
  await expect(app.verdict).not.toContainText('The connection works.')
  await simulator.behaveAgain()
  await database.letProofsAge(id, 1)
  await app.press('Try now')
  await expect(app.verdict).toContainText('The connection works.')

  await app.disconnect()
  await expect(app.verdict).toContainText('This connection was ended.')
  await expect(app.receipt).toContainText('Every step that was needed is confirmed.')
})

test('a translated page says the time of the latest check, not of the first', async ({
  app,
  client,
  page,
  database,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await database.letProofsAge(id, 5)
  await app.openConnection(id)
  await translatePage(page)
  await expect(app.verdict).toContainText('5 hours ago')
  await app.press('Check now')
  await expect(app.verdict).not.toContainText('5 hours ago')
  await expect(app.page.getByRole('region', { name: 'Health' })).not.toContainText('5 hours ago')
})

test('a translated list of sessions ends them', async ({ app, client, newClient, page }) => {
  await app.isSignedInAs(client, 'Camille')
  await newClient().signIn('Camille')
  await page.goto('/sessions')
  await translatePage(page)
  const sessions = page.getByRole('list', { name: 'Your sessions' }).getByRole('listitem')
  await expect(sessions).toHaveCount(2)
  await app.press('Sign out everywhere else')
  await expect(sessions).toHaveCount(1)
  await expect(page.getByText('You are signed in on this device only.')).toBeVisible()
})
