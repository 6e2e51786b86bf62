import { expectErased } from './app.ts'
import { expect, test } from './fixtures.ts'

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
