import type { Page } from '@playwright/test'
import { expect, test } from './browser/fixtures.ts'
import { makeWebhook } from './browser/hooks.ts'

// notify.md, section 2: from an address to a mail, and from its button back; and the one click that ends it.

interface Mail {
  to: string
  subject: string
  text: string
  headers: Record<string, string>
}

async function mailsAt(origin: string): Promise<Mail[]> {
  return (await (await fetch(`${origin}/simulator/mails`)).json()).mails
}

/** Opens the newest mail with this subject on the simulator's own page, and presses its button. */
async function pressButtonOf(page: Page, simulator: { origin: string }, subject: string, button: string) {
  await expect
    .poll(async () => (await mailsAt(simulator.origin)).map((mail) => mail.subject), { timeout: 30_000 })
    .toContain(subject)
  await page.goto(`${simulator.origin}/`)
  await page.getByRole('link', { name: /^Mail/ }).click()
  await page.getByRole('link', { name: subject, exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible()
  await page.frameLocator('iframe').getByRole('link', { name: button }).click()
}

test('an address that is confirmed from its mail is told when the connection breaks, until one click', async ({
  app,
  client,
  database,
  page,
  simulator,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await expect(page.getByText('Nobody is told when this connection breaks.')).toBeVisible()
  await page.getByRole('link', { name: 'Choose who is told' }).click()
  // What Qonto says is offered.
  await expect(page.getByLabel('Mail address')).toHaveValue('camille@atelier-lumen.example')
  await page.getByLabel('Mail address').fill('ops@example.com')
  await app.press('Send the link')
  await expect(page.getByText('A link was sent to ops@example.com.')).toBeVisible()
  await expect(page.getByText('Not confirmed')).toBeVisible()

  await pressButtonOf(page, simulator, 'Confirm this address for Mooring', 'Confirm the address')
  await expect(page.getByText('After that, Mooring sends notifications to ops@example.com.')).toBeVisible()
  const link = page.url()
  // A scanner opens every link: that confirms nothing.
  expect((await fetch(link)).status).toBe(200)
  expect(await database.confirmedMailAddresses()).toBe(0)
  await app.press('Confirm the address')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your address is confirmed')
  await page.goto(link)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link no longer works')
  await app.openConnection(id)
  await expect(page.getByText('ops@example.com will be told by mail.')).toBeVisible()

  await page.goto(simulator.origin)
  await page.getByRole('button', { name: 'Revoke in Qonto' }).click()
  await app.openConnection(id)
  await app.press('Check now')
  await expect(app.verdict).toContainText('Qonto refused to renew this connection.')
  await database.letRefusalsAge(86_400)
  await app.press('Try now')
  await expect(app.verdict).toContainText('Reconnect needed')
  const subject = 'Atelier Lumen SAS: Qonto no longer accepts this connection.'
  await pressButtonOf(page, simulator, subject, 'Open the connection')
  await page.waitForURL(new RegExp(`/connections/${id}$`))
  await expect(app.verdict).toContainText('Reconnect needed')

  const told = (await mailsAt(simulator.origin)).find((mail) => mail.subject === subject)
  expect(told?.headers).toMatchObject({
    ...{ 'Auto-Submitted': 'auto-generated', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  })
  const oneClick = told?.headers['List-Unsubscribe']?.slice(1, -1) ?? ''
  // Without a session, a cookie or an origin, as mail programs send it.
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  expect((await fetch(oneClick, { method: 'POST', body })).status).toBe(200)
  await page.goto('/notifications')
  await expect(page.getByText('Unsubscribed')).toBeVisible()
  await app.openConnection(id)
  await expect(page.getByText('Nobody is told when this connection breaks.')).toBeVisible()
})

test('the link at the foot of a mail asks before it stops the mails, and needs no session', async ({
  app,
  client,
  browser,
  database,
  page,
  simulator,
}) => {
  await app.isSignedInAs(client, 'Camille')
  await database.addConfirmedMailAddress('ops@example.com', ['own'])
  await app.openConnections()
  await page.getByRole('link', { name: 'Atelier Lumen' }).click()
  await app.press('Pause')
  const subject = 'Atelier Lumen SAS: The connection was paused.'
  await expect
    .poll(async () => (await mailsAt(simulator.origin)).map((mail) => mail.subject), { timeout: 30_000 })
    .toContain(subject)
  const [mail] = await mailsAt(simulator.origin)
  const stop = /Stop these mails: (\S+)/.exec(mail?.text ?? '')?.[1] ?? ''
  const context = await browser.newContext({ javaScriptEnabled: false })
  const stranger = await context.newPage()
  await stranger.goto(mail?.headers['List-Unsubscribe']?.slice(1, -1) ?? '')
  expect(stranger.url()).toBe(stop)
  expect(await database.confirmedMailAddresses()).toBe(1)
  await stranger.getByRole('button', { name: 'Stop the mails' }).click()
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('The mails have stopped')
  await stranger.goto(`${stop}x`)
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('There is nothing to stop')
  await context.close()
  await page.goto('/notifications')
  await expect(page.getByText('Unsubscribed')).toBeVisible()
  await page.getByRole('button', { name: 'Remove ops@example.com' }).click()
  await expect(page.getByText('Nobody is told by mail yet.')).toBeVisible()
})

test('a webhook that hears of a connection is somebody who is told', async ({ app, client, page }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await makeWebhook(client)
  await app.openConnection(id)
  await expect(page.getByText('One webhook will be told.')).toBeVisible()
  await expect(page.getByText('Nobody is told when this connection breaks.')).toHaveCount(0)
})
