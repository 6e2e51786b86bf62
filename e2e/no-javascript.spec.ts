import { expect, test } from './browser/fixtures.ts'
import { expectErased } from './support/app.ts'

test.use({ javaScriptEnabled: false })

test('without JavaScript one can sign in, check and disconnect', async ({ app, page, simulator, database }) => {
  await app.signIn('Camille')
  await expect(app.verdict).toContainText('Working')
  await app.press('Check now')
  await expect(page.getByText('Done.')).toBeVisible()
  await app.openDisconnectDialog()
  await app.dialog.getByRole('button', { name: /^Disconnect / }).click()
  await expect(app.receipt).toContainText('Every step that was needed is confirmed.')
  await expectErased(database, () => simulator.live('refresh'))
  await app.signOut()
})

test('without JavaScript one chooses theme and time zone, and signing out keeps them', async ({ app, page }) => {
  await app.signIn('Camille')
  await page.goto('/account')
  await page.getByLabel('Theme').selectOption('Dark')
  await page.getByLabel('Time zone').selectOption('Asia/Tokyo')
  await page.getByRole('button', { name: 'Save choices' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  const html = page.locator('html')
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await expect(html).toHaveCSS('color-scheme', 'dark')
  await page.goto('/sessions')
  await expect(page.locator('time').first()).toContainText('GMT+9')
  // Another browser chose otherwise meanwhile: the account counts, from the next page on.
  await page.context().clearCookies({ name: 'mooring.preferences' })
  await page.goto('/sessions')
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await app.signOut()
  await expect(html).toHaveAttribute('data-theme', 'dark')
})

test('without JavaScript a refusal is explained and one can start again', async ({ app }) => {
  await app.openStartPage()
  await app.connectWithQonto()
  await app.bank.signInAs('Camille')
  await app.bank.agree({ refuse: true })
  await app.signInFailsWith('access_denied')
  await app.startsAgain()
  await expect(app.verdict).toContainText('Working')
})

test('without JavaScript one finds a call of the API and reads it', async ({ page }) => {
  await page.goto('/api-reference')
  await page.getByLabel('Find a call').fill('token')
  await page.getByRole('button', { name: 'Find' }).click()
  await expect(page).toHaveURL(/\?q=token$/)
  const calls = page.locator('summary h3')
  await expect(calls.first()).toHaveText('POST /connections/{id}/token')
  await page.getByLabel('Find a call').fill('POST missing_scopes')
  await page.getByRole('button', { name: 'Find' }).click()
  await expect(calls).toHaveCount(1)
  await calls.click()
  await expect(page.getByText('Seconds that the token must still live.')).toBeVisible()
})
