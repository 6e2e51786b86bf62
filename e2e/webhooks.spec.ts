import { expect, test } from './browser/fixtures.ts'
import { startReceiver } from './told/webhook-receiver.ts'

test('a program is told that a connection broke, again when it is asked to, and no more when it is switched off', async ({
  app,
  database,
  page,
  simulator,
}) => {
  const { heard, receiver, url, close } = await startReceiver()
  const id = await app.signIn('Camille Rousseau')
  await page.goto('/notifications')
  const webhooks = page.getByRole('region', { name: 'Webhooks' })
  await webhooks.getByText('Make a webhook').click()
  await webhooks.getByLabel('Address').fill('https://169.254.169.254/latest/meta-data')
  await webhooks.getByRole('button', { name: 'Make the webhook' }).click()
  await expect(webhooks.getByText('The address must be that of a public server.')).toBeVisible()
  await webhooks.getByLabel('Address').fill(url)
  await webhooks.getByLabel('Description').fill('Wallboard')
  await webhooks.getByRole('button', { name: 'Make the webhook' }).click()
  const shown = page.getByRole('region', { name: 'The secret of the webhook' })
  receiver.secret = (await shown.locator('code').first().textContent()) ?? ''
  expect(receiver.secret).toMatch(/^whsec_[\w+/]{43}=$/)

  await webhooks.getByRole('button', { name: 'Send a test' }).click()
  await expect(webhooks.getByText(/^Delivered: 200 in \d+ ms\.$/)).toBeVisible()
  expect(heard.map(({ type }) => type)).toEqual(['webhook.test'])

  await simulator.revokeEverything()
  await app.openConnection(id)
  await app.press('Check now')
  await expect(app.verdict).toContainText('Qonto refused to renew this connection.')
  await database.letRefusalsAge(86_400)
  await app.press('Try now')
  await expect.poll(() => heard.at(-1)?.type, { timeout: 20_000 }).toBe('connection.needs_attention')

  await page.goto('/notifications')
  // Shown once: neither the page nor its data holds it any more.
  expect(await page.content()).not.toContain(receiver.secret.slice(-20))
  await webhooks.getByText('Deliveries', { exact: true }).click()
  const broken = webhooks.getByRole('listitem').filter({ hasText: 'connection.needs_attention' }).last()
  await expect(broken).toContainText(/Delivered\s*200 in \d+ ms/)
  await expect(broken).toContainText('Heard, <b>thanks</b>')
  await broken.getByRole('button', { name: 'Send connection.needs_attention again' }).click()
  await expect(broken.getByText('On its way.')).toBeVisible()
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(3)
  expect(heard[2]).toEqual(heard[1])

  await webhooks.getByRole('link', { name: 'Change Wallboard' }).click()
  const row = webhooks.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Wallboard' }) })
  await row.getByLabel('Description').fill('Ledger')
  const ticked = row.getByRole('checkbox', { checked: true })
  while ((await ticked.count()) > 0) await ticked.first().uncheck()
  await row.getByRole('button', { name: 'Save' }).click()
  await expect(row.getByText('Choose at least one event.')).toBeVisible()
  await row.getByLabel('connection.resumed').check()
  await row.getByRole('button', { name: 'Save' }).click()
  const changed = webhooks.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Ledger' }) })
  await expect(changed.locator('dl').first()).toContainText(/Events\s*connection\.resumed/)
  await expect(changed.getByText(url)).toBeVisible()

  await webhooks.getByRole('button', { name: 'Switch off' }).click()
  await expect(webhooks.getByText('Switched off', { exact: true })).toBeVisible()
  await webhooks.getByRole('button', { name: 'Remove Ledger' }).click()
  await expect(webhooks.getByRole('heading', { name: 'Ledger' })).toHaveCount(0)
  close()
})

/** What stands in the folds of a page that are open. */
const unfolded = (html: string) =>
  html
    .split('<details open="">')
    .slice(1)
    .map((rest) => rest.split('</details>')[0] ?? '')

test('a form that is refused comes back unfolded without JavaScript, and no other does', async ({ app, client }) => {
  await app.isSignedInAs(client, 'Camille')
  const form = await client.form('/notifications', /Make the webhook/)
  form.set('url', 'https://10.0.0.1/')
  form.set('event', 'connection.paused')
  form.set('reach', 'all')
  const before = unfolded(await (await client.get('/notifications')).text())
  const after = unfolded(await (await client.submit('/notifications', form)).text())
  const said = expect.stringContaining('The address must be that of a public server.')
  expect(after.filter((fold) => !before.includes(fold))).toEqual([said])
  expect(before.filter((fold) => fold.includes('Make the'))).toEqual([])
})
