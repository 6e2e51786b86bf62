import { expect, test } from './browser/fixtures.ts'
import { App } from './support/app.ts'

/** What the goodbye page says about what is done and what is not. */
const UNDER_WAY = /is being ended/
const ENDED = /Qonto accepted the end of 1 authorisation\./

test('the page says what is kept about me, and the file has as much of it', async ({ app, client, page }) => {
  await app.isSignedInAs(client, 'Camille')
  await app.openConnections()
  await page.getByRole('link', { name: 'Your data' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your data')
  for (const words of ['One connection.', 'One identity.', 'One session.', 'One sign-in.', '400 days'])
    await expect(page.getByRole('main')).toContainText(words)
  const { file, text } = await app.download('Download my data')
  expect(file).toMatch(/^mooring-data-\d{4}-\d{2}-\d{2}\.json$/)
  expect(JSON.parse(text)).toMatchObject({
    format: 'mooring-export',
    version: 1,
    accounts: [{ issuer: expect.any(String) }],
    sessions: [{}],
    trips: [{ outcome: 'connected' }],
    connections: [
      { organizationName: 'Atelier Lumen SAS', idToken: { claims: { sub: expect.any(String) } }, status: 'active' },
    ],
    activity: [{ event: 'connected' }],
  })
})

test('the dialog tells the consequences and lets go easily', async ({ app, client, page, database }) => {
  await app.isSignedInAs(client, 'Camille')
  await app.openAccount()
  await app.openDeleteDialog()
  await expect(app.dialog.getByRole('heading')).toHaveText('Delete your account?')
  for (const words of ['What ends', 'What is erased', 'What stays', 'What can be undone'])
    await expect(app.dialog.getByText(words, { exact: true })).toBeVisible()
  await expect(app.dialog).toContainText('Your connection to Atelier Lumen SAS ends at once')
  await expect(app.dialog.getByRole('button', { name: 'Keep account' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(app.dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Delete my account…' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(app.dialog).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(app.dialog).toBeHidden()
  expect(await database.count('users')).toBe(1)
})

test('deleting the account ends everything here and at Qonto, on every device, and touches nobody else', async ({
  app,
  browser,
  client,
  newClient,
  page,
  simulator,
  database,
}) => {
  const [stranger, phone] = [newClient(), newClient()]
  await stranger.signIn('Giulia')
  const strangers = await simulator.live('refresh')
  await client.signIn('Jonas', { organization: 'Buchwerk Treuhand' })
  await client.connect('Jonas', { organization: 'Officina Aurora' })
  await phone.signIn('Jonas', { organization: 'Officina Aurora' })
  await app.takesOverSessionOf(client)
  const elsewhere = new App(await browser.newPage())
  await elsewhere.takesOverSessionOf(phone)
  await elsewhere.page.goto(`${phone.origin}/account`)
  await elsewhere.openDeleteDialog()

  await app.openAccount()
  await app.deleteAccount()
  await expect(page.getByText('Everything that was kept about you here is erased.')).toBeVisible()
  await expect(page.getByText('connected apps in your Qonto account')).toBeVisible()
  await expect.poll(() => simulator.live('refresh')).toEqual(strangers)
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('main')).toContainText('Qonto accepted the end of 2 authorisations.')
  }).toPass()
  expect(await page.context().cookies()).toEqual([])
  expect(await client.userId()).toBeNull()
  expect(await phone.userId()).toBeNull()
  expect(await stranger.userId()).not.toBeNull()
  expect((await database.onlyConnection()).organization_id).not.toBeNull()
  const kept = await database.everythingAsText()
  for (const trace of ['Jonas', 'Buchwerk']) expect(kept).not.toContain(trace)

  await test.step('the other tab, where the dialog was open, finds nobody to delete', async () => {
    await elsewhere.dialog.getByRole('button', { name: 'Delete account' }).click()
    await elsewhere.isSignedOut()
    await elsewhere.page.close()
  })
  await test.step('the Back button leads to nothing of theirs', async () => {
    await page.goBack()
    await app.isSignedOut()
    await page.reload()
    await app.isSignedOut()
  })
  expect((await database.events()).filter((event) => event === 'account_deleted')).toHaveLength(1)
})

test('while Qonto is down, everything here goes at once, and the rest as soon as Qonto answers', async ({
  app,
  client,
  page,
  simulator,
  database,
}) => {
  await app.isSignedInAs(client, 'Camille')
  await simulator.fail({ kind: 'refuse', target: 'revoke', times: 0 })
  await app.openAccount()
  await app.deleteAccount()
  await expect(page.getByRole('main')).toContainText(UNDER_WAY)
  await expect(page.getByRole('main')).not.toContainText(ENDED)
  for (const table of ['users', 'accounts', 'sessions', 'connections', 'transactions', 'rotations'])
    expect(await database.count(table), table).toBe(0)
  expect(await database.revocations()).toMatchObject([{ cause: 'account_deleted', done_at: null }])
  expect(await simulator.live('refresh')).toHaveLength(1)

  await simulator.behaveAgain()
  await database.letRevocationsBeDue()
  // Somebody else's sign-in is one of the moments at which the queue is worked on.
  await client.signIn('Giulia')
  await expect.poll(() => simulator.live('refresh')).toHaveLength(1)
  await expect.poll(async () => (await database.revocations()).map((row) => row.token_sealed)).toEqual([null])
  await page.reload()
  await expect(page.getByRole('main')).toContainText(ENDED)
  await expect(page.getByRole('main')).not.toContainText(UNDER_WAY)
})

test('a session that is not fresh has to sign in again first, and comes back to the page', async ({
  app,
  client,
  page,
  database,
}) => {
  await app.isSignedInAs(client, 'Camille')
  await app.openAccount()
  await app.openDeleteDialog()
  await database.letSessionsAge(16)
  await app.dialog.getByRole('button', { name: 'Delete account' }).click()
  await expect(app.dialog.getByRole('status')).toContainText('please sign in with Qonto again')
  await expect(app.dialog.getByRole('status')).toBeFocused()
  expect(await database.count('users')).toBe(1)
  await app.openAccount()
  await expect(page.getByRole('button', { name: 'Delete my account…' })).toHaveCount(0)
  await app.press('Sign in again')
  await app.bank.signInAs('Camille')
  await app.bank.agree()
  await page.waitForURL(/\/account$/)
  await app.deleteAccount()
  expect(await database.count('users')).toBe(0)
})

test('whoever signs in again afterwards is new here', async ({ app, client, database, page }) => {
  await app.isSignedInAs(client, 'Camille')
  const before = await client.userId()
  await app.openAccount()
  await app.deleteAccount()
  await page.getByRole('link', { name: 'Go to the start page' }).click()
  const id = await app.signIn('Camille')
  await app.openConnection(id, 'Activity')
  await expect(app.activity).toHaveCount(1)
  const { user_id } = await database.onlyConnection()
  expect(user_id).not.toBe(before)
  // The address of the goodbye says nothing to somebody who is here.
  await page.goto('/goodbye?entry=019ab000-0000-7000-8000-000000000000')
  await page.waitForURL(/\/connections$/)
})

test('an address that no deletion led to claims none', async ({ page, app }) => {
  for (const query of ['', '?entry=x', '?entry=019ab000-0000-7000-8000-000000000000&endings=1.2&endings=3']) {
    await page.goto(`/goodbye${query}`)
    await app.isSignedOut()
  }
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('one can delete the account all the same', async ({ app, client, database, simulator }) => {
    await app.isSignedInAs(client, 'Camille')
    await app.openAccount()
    await app.deleteAccount()
    expect(await database.count('users')).toBe(0)
    await expect.poll(() => simulator.live('refresh')).toEqual([])
  })
})
