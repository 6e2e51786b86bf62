import { expect, test } from './browser/fixtures.ts'

test('from the start page to a connection, and everything that it tells', async ({ app, page }) => {
  await test.step('the start page lists in plain words what will be asked', async () => {
    await app.openStartPage()
    const asked = page.getByRole('region', { name: 'What Mooring asks for' })
    for (const permission of [
      'Confirm who you are',
      'Automatic renewal',
      'See the organisation, its accounts and transactions',
      'See your own details',
    ])
      await expect(asked.getByText(permission, { exact: true })).toBeVisible()
    await expect(asked.getByText('Nothing on this list can move money.')).toBeVisible()
  })

  await test.step('the bank asks who it is and what may be done', async () => {
    await app.connectWithQonto()
    await app.bank.signInAs('Camille Rousseau')
    await expect(page.getByRole('heading', { name: 'Allow access to Atelier Lumen?' })).toBeVisible()
    await expect(page.getByRole('checkbox')).toHaveCount(4)
    await app.bank.agree()
  })

  const id = await app.arrivesAtConnection()

  await test.step('the connection works, and says for whom', async () => {
    await expect(app.organization).toHaveText('Atelier Lumen SAS')
    await expect(app.verdict).toContainText('Working')
    await expect(app.verdict).toContainText('The connection works.')
    await expect(page.getByRole('main').getByText('Camille Rousseau, Owner').first()).toBeVisible()
    await expect(page.getByRole('region', { name: 'Health' })).toContainText('Stored, with automatic renewal')
  })

  await test.step('the permissions are all allowed', async () => {
    await app.goToTab('Permissions')
    await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText(
      '4 permissions are granted. Nothing is missing.',
    )
    await expect(page.getByText('No granted permission can move money.')).toBeVisible()
    await expect(page.getByText('Not granted')).toHaveCount(0)
    await expect(page.getByRole('table', { name: 'Permissions' }).getByText('membership.read')).toBeVisible()
    await page.getByText('Qonto’s answer').click()
    await expect(page.getByText('openid offline_access organization.read membership.read')).toBeVisible()
  })

  await test.step('the identity is verified, check by check and claim by claim', async () => {
    await app.goToTab('Identity')
    await expect(page.getByText('Verified', { exact: true })).toBeVisible()
    const checks = page.getByRole('region', { name: 'Checks' }).getByRole('listitem')
    await expect(checks).toHaveCount(9)
    await expect(checks.filter({ hasText: 'Passed' })).toHaveCount(8)
    // A first sign-in: there is no one before.
    await expect(checks.filter({ hasText: 'Subject' })).toContainText('Nothing to compare with yet')
    const claims = page.getByRole('region', { name: 'ID token contents' })
    for (const name of ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'at_hash', 'email'])
      await expect(claims.getByText(name, { exact: true })).toBeVisible()
    await claims.getByRole('button', { name: 'Copy iss' }).click()
    const copied = claims.getByRole('status').filter({ hasText: 'Copied' })
    await expect(copied).toBeAttached()
    await expect(copied).toHaveCount(0)
    const email = claims.getByText('camille@atelier-lumen.example')
    await expect(email).toBeHidden()
    await claims
      .locator('div', { has: page.getByText('email', { exact: true }) })
      .getByText('Show personal value')
      .last()
      .click()
    await expect(email).toBeVisible()
  })

  await test.step('the raw token is shown to a fresh session, and that is noted', async () => {
    await app.press('Show raw ID token')
    await expect(page.getByRole('region', { name: 'Raw ID token' })).toContainText(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)
  })

  await test.step('the activity tells what happened, newest first', async () => {
    await app.goToTab('Activity')
    const entries = app.activity
    await expect(entries).toHaveCount(2)
    await expect(entries.first()).toContainText('The ID token was shown as it is.')
    await expect(entries.last()).toContainText('The organisation was connected.')
    await page.getByLabel('Show').selectOption({ label: 'Problems' })
    await app.press('Apply')
    await expect(page).toHaveURL(/kind=problems/)
    await expect(entries).toHaveCount(0)
  })

  await test.step('the list of connections and the sessions know it too', async () => {
    await app.openConnections()
    const row = page.getByRole('region', { name: 'Working (1)' }).getByRole('listitem')
    await expect(row).toHaveCount(1)
    await row.getByRole('link').click()
    await expect(page).toHaveURL(new RegExp(id))
    await page.getByRole('link', { name: 'Sessions' }).click()
    await expect(page.getByRole('list', { name: 'Your sessions' }).getByRole('listitem')).toContainText('This device')
    await expect(page.getByText('You are signed in on this device only.')).toBeVisible()
  })
})

test('an old session must sign in again before it sees the raw token', async ({ app, client, database, page }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await database.letSessionsAge(16)
  await app.openConnection(id, 'Identity')
  await app.press('Show raw ID token')
  await expect(page.getByText('Sign in with Qonto again to show it.')).toBeVisible()
  expect(await database.events()).not.toContain('raw_token_shown')
})

test('checking proves that the connection works, with a new access token when the old one ended', async ({
  app,
  client,
  simulator,
  database,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  const before = await database.onlyConnection()
  await simulator.expire('access')
  await app.openConnection(id)
  await app.press('Check now')
  await expect(app.page.getByText('Done.')).toBeVisible()
  const after = await database.onlyConnection()
  expect(after.access_token_sealed).not.toBe(before.access_token_sealed)
  expect(after.refresh_token_sealed).not.toBe(before.refresh_token_sealed)
  await app.goToTab('Activity')
  for (const event of ['was renewed automatically.', 'was checked, and it works.'])
    await expect(app.activity.getByText(event)).toBeVisible()
})

test('a consent that was withdrawn at the bank is told as such, and reconnecting mends it', async ({
  app,
  client,
  database,
  simulator,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await simulator.revokeEverything()
  await app.openConnection(id)
  await app.press('Check now')
  await expect(app.verdict).toContainText('Qonto refused to renew this connection.')
  await database.letRefusalsAge(86_400)
  await app.press('Try now')
  await expect(app.verdict).toContainText('Reconnect needed')
  await app.press('Reconnect')
  await app.bank.signInAs('Camille')
  await app.bank.agree()
  expect(await app.arrivesAtConnection()).toBe(id)
  await expect(app.verdict).toContainText('Working')
})

test('pausing hands out nothing, and resuming goes on', async ({ app, client, database }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await app.press('Pause')
  await expect(app.verdict).toContainText('Paused by you')
  await expect(app.page.getByRole('button', { name: 'Check now' })).toHaveCount(0)
  expect((await database.onlyConnection()).status).toBe('frozen')
  await app.press('Resume')
  await expect(app.verdict).toContainText('Working')
  await app.press('Check now')
  await expect(app.page.getByText('Done.')).toBeVisible()
})
