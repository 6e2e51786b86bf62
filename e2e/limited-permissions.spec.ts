import { expect, test } from './browser/fixtures.ts'

test('what is missing is named, and *Allow this* brings it', async ({ app, page }) => {
  const id = await app.signIn('Camille', { scopes: ['offline_access', 'organization.read'] })
  await expect(app.verdict).toContainText('Working with limits')
  await expect(app.verdict).toContainText('Not granted: “See your own details”.')
  await app.goToTab('Permissions')
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('3 permissions are granted. One is missing.')
  const table = page.getByRole('table', { name: 'Permissions' })
  const missing = table.getByRole('row').filter({ hasText: 'Not granted' })
  await expect(missing).toHaveCount(1)
  await expect(missing.getByText('membership.read')).toBeVisible()
  // What is missing stands on top.
  await expect(table.getByRole('rowheader').first()).toHaveText('Missing')
  await missing.getByRole('button', { name: 'Allow this' }).click()
  await app.bank.agree()
  expect(await app.arrivesAtConnection()).toBe(id)
  await expect(app.verdict).toContainText('The connection works.')
  await expect(page.getByRole('region', { name: 'For developers' })).toContainText('Camille Rousseau')
})

test('what is missing can be fine, and that can be taken back', async ({ app, page }) => {
  await app.signIn('Camille', { scopes: ['offline_access', 'organization.read'] })
  await app.goToTab('Permissions')
  await app.press('That is fine')
  const heading = page.getByRole('heading', { level: 2 }).first()
  await expect(heading).toHaveText('3 permissions are granted. You accepted that one is not granted.')
  // The button that did it is the one that takes it back, and has kept the focus.
  await expect(page.getByRole('button', { name: 'Take back' })).toBeFocused()
  await app.goToTab('Overview')
  await expect(app.verdict).toContainText('The connection works.')
  await app.goToTab('Activity')
  await expect(app.activity.first()).toContainText('The connection counts as working without these permissions.')
  await app.goToTab('Permissions')
  await app.press('Take back')
  await expect(heading).toHaveText('3 permissions are granted. One is missing.')
})

test('without long-term access the connection works until its access ends', async ({ app, page, database }) => {
  await app.signIn('Camille', { scopes: ['organization.read', 'membership.read'] })
  await expect(app.verdict).toContainText('Ends soon')
  await expect(page.getByRole('region', { name: 'Health' })).toContainText('No automatic renewal')
  expect((await database.onlyConnection()).refresh_token_sealed).toBeNull()
})

test('without organisation and member it connects, and says what it does not know', async ({ app, page }) => {
  await app.signIn('Camille', { scopes: ['offline_access'] })
  await expect(app.organization).toHaveText('Organisation not known')
  await expect(app.verdict).toContainText('Working with limits')
  await expect(page.getByText('Reading the organisation was not granted').first()).toBeVisible()
  await app.press('Check now')
  await expect(page.getByText('Done.')).toBeVisible()
  await app.openConnections()
  await expect(page.getByRole('region', { name: 'Working (1)' })).toContainText('Organisation not known')
})

test('nothing but the sign-in itself is enough to be somebody', async ({ app, client }) => {
  await app.signIn('Camille', { scopes: [] })
  await expect(app.verdict).toContainText('Ends soon')
  await expect(app.organization).toHaveText('Organisation not known')
  expect((await client.signIn('Camille', { scopes: [] })).error).toBeNull()
})

test('scopes that the bank narrows are shown as they were granted', async ({ app, simulator, page }) => {
  await simulator.fail({ kind: 'narrow_scopes', scopes: ['openid', 'offline_access', 'membership.read'] })
  await app.signIn('Camille')
  await expect(app.verdict).toContainText('Working with limits')
  await expect(app.verdict).toContainText('See the organisation, its accounts and transactions')
  await app.press('Allow more')
  await app.bank.agree()
  await app.arrivesAtConnection()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Atelier Lumen SAS')
})
