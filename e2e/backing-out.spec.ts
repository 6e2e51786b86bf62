import { expect, test } from './browser/fixtures.ts'
import { App } from './support/app.ts'

// Every way of leaving the trip ends on the error page, and the one way on that it offers works.

test('refusing stores nothing, and one can think better of it', async ({ app, database }) => {
  await app.openStartPage()
  await app.connectWithQonto()
  await app.bank.signInAs('Camille')
  await app.bank.agree({ refuse: true })
  await app.signInFailsWith('access_denied')
  await expect(app.page.getByRole('heading', { name: 'Qonto says that permission was not given' })).toBeVisible()
  await expect(app.page.getByText('No. Nothing was stored and nothing was changed.')).toBeVisible()
  // Somebody who said no wonders about none of them.
  await expect(app.page.getByText('The usual three causes')).toHaveCount(0)
  expect(await database.count('users')).toBe(0)
  await app.startsAgain()
  await expect(app.verdict).toContainText('Working')
})

test('a consent page that stayed open for fifteen minutes is too late', async ({ app, database }) => {
  await app.openStartPage()
  await app.connectWithQonto()
  await app.bank.signInAs('Camille')
  await app.bank.hesitates()
  await database.letTripsAge(16)
  await app.bank.agree()
  await app.signInFailsWith('flow_expired')
  await expect(app.page.getByText('The usual three causes')).toBeVisible()
  await app.startsAgain()
  await expect(app.verdict).toContainText('Working')
})

test('the callback that was used already is not used again', async ({ app, page }) => {
  const callback = page.waitForRequest(/\/api\/auth\/callback\/qonto/)
  const id = await app.signIn('Camille')
  await page.goto((await callback).url())
  await app.signInFailsWith('flow_replayed')
  await expect(page.getByText('Not by this attempt.')).toBeVisible()
  await app.openConnection(id)
  await expect(app.verdict).toContainText('Working')
  await page.goto((await callback).url())
  expect(await app.startsAgain()).toBe(id)
})

test('the Back button leads to a page of the bank that knows the way back', async ({ app, page }) => {
  const id = await app.signIn('Camille')
  await page.goBack()
  await expect(page).not.toHaveURL(new RegExp(id))
  // The browser may show the page of before; agreeing once more must not hurt.
  const again = page.getByRole('button', { name: 'Allow access' })
  if (await again.isVisible()) await again.click()
  await page.getByRole('main').getByRole('link').first().click()
  await expect(page).toHaveURL(/\/connections$/)
  await app.openConnection(id)
  await expect(app.verdict).toContainText('Working')
})

test('of two tabs the older one is sent to the newer one, which goes on as if nothing had happened', async ({
  app,
  context,
}) => {
  await app.openStartPage()
  await app.connectWithQonto()
  await app.bank.signInAs('Camille')
  await app.bank.hesitates()
  const newer = new App(await context.newPage())
  await newer.openStartPage()
  await newer.connectWithQonto()
  await newer.bank.hesitates()
  await app.bank.agree()
  await app.signInFailsWith('flow_superseded')
  await expect(app.page.getByText('go on in the newer one')).toBeVisible()
  await newer.bank.agree()
  await expect(newer.verdict).toContainText('Working')
})

test('the staging token that is missing is the business of an administrator', async ({ app, simulator, page }) => {
  await simulator.fail({ kind: 'html', target: 'token' })
  await app.openStartPage()
  await app.connectWithQonto()
  await app.bank.signInAs('Camille')
  await app.bank.agree()
  await app.signInFailsWith('config_error')
  await expect(page.getByRole('heading', { name: 'This dashboard is not set up correctly' })).toBeVisible()
  await page.getByRole('link', { name: 'Look at Setup' }).click()
  await expect(page.getByRole('heading', { name: 'Setup', exact: true })).toBeVisible()
})
