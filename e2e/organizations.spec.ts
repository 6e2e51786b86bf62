import { expect, test } from './browser/fixtures.ts'

test('a person with several organisations picks one', async ({ app, page }) => {
  await app.openStartPage()
  await app.connectWithQonto()
  await app.bank.signInAs('Jonas Feldmann')
  await expect(page.getByRole('heading', { name: 'Which organisation?' })).toBeVisible()
  await app.bank.agree({ organization: 'Buchwerk Treuhand' })
  await app.arrivesAtConnection()
  await expect(app.organization).toHaveText('Buchwerk Treuhand GmbH')
})

test('another organisation is added to the same person', async ({ app, database, page }) => {
  const first = await app.signIn('Jonas', { organization: 'Buchwerk Treuhand' })
  await app.openConnections()
  await app.press('Connect another organisation')
  await app.bank.agree({ organization: 'Officina Aurora' })
  const second = await app.arrivesAtConnection()
  expect(second).not.toBe(first)
  await app.openConnections()
  await expect(page.getByText('2 connections work.')).toBeVisible()
  const rows = page.getByRole('region', { name: 'Working (2)' }).getByRole('listitem')
  await expect(rows).toContainText(['Buchwerk Treuhand GmbH', 'Officina Aurora S.r.l.'])
  expect(await database.count('users')).toBe(1)
})
