import { expect, test } from './browser/fixtures.ts'
import { App } from './support/app.ts'

test('the sessions are listed, and each of the others can be ended', async ({
  app,
  browser,
  client,
  newClient,
  page,
}) => {
  await app.isSignedInAs(client, 'Camille')
  const [phone, tablet] = [newClient(), newClient()]
  await phone.signIn('Camille')
  await tablet.signIn('Camille')
  const elsewhere = new App(await browser.newPage())
  await elsewhere.takesOverSessionOf(phone)
  await elsewhere.page.goto(`${phone.origin}/connections`)
  await expect(elsewhere.page.getByText('Atelier Lumen SAS')).toBeVisible()

  await page.goto('/sessions')
  const sessions = page.getByRole('list', { name: 'Your sessions' }).getByRole('listitem')
  await expect(sessions).toHaveCount(3)
  await expect(sessions.filter({ hasText: 'This device' })).toHaveCount(1)
  // Newest first: the tablet, the phone, this browser.
  await sessions
    .nth(1)
    .getByRole('button', { name: /^End the session on / })
    .click()
  await expect(sessions).toHaveCount(2)
  expect(await phone.userId()).toBeNull()
  expect(await tablet.userId()).not.toBeNull()
  await elsewhere.page.reload()
  await elsewhere.isSignedOut()
  await elsewhere.page.close()

  await app.press('Sign out everywhere else')
  await expect(sessions).toHaveCount(1)
  await expect(page.getByText('You are signed in on this device only.')).toBeVisible()
  expect(await tablet.userId()).toBeNull()
  expect(await client.userId()).not.toBeNull()
})

test('a session that ended meanwhile leads to the start page, whatever is pressed', async ({
  app,
  client,
  database,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await database.letSessionsExpire()
  await app.press('Check now')
  await app.isSignedOut()
})
