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
