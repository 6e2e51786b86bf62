import { expect, test } from './browser/fixtures.ts'
import { makeCalendar, makeStatusLink } from './browser/links.ts'

// Told without a word: a page for the wallboard and a calendar, for whoever has the address.

test('a status link shows the truth without a session, until it is revoked', async ({ app, browser, page }) => {
  const id = await app.signIn('Camille Rousseau')
  await page.goto('/notifications')
  const links = page.getByRole('region', { name: 'Status links' })
  await links.getByText('Make a status link').click()
  await links.getByLabel('Name of the link').fill('Wallboard')
  await links.getByLabel('Shows').selectOption({ label: 'Atelier Lumen SAS' })
  await links.getByRole('button', { name: 'Make the link' }).click()
  const address =
    (await page.getByRole('region', { name: 'The status link' }).locator('code').first().textContent()) ?? ''
  expect(address).toMatch(/\/status\/mrs_\w{49}$/)
  await expect(links.getByRole('heading', { name: 'Wallboard' })).toBeVisible()

  const stranger = await browser.newContext()
  const wall = await stranger.newPage()
  const answer = await wall.goto(address)
  expect(answer?.headers()).toMatchObject({
    ...{ 'cache-control': expect.stringContaining('no-store'), 'x-robots-tag': 'noindex, nofollow' },
    'referrer-policy': 'no-referrer',
  })
  await expect(wall.getByRole('heading', { level: 1 })).toHaveText('Atelier Lumen SAS')
  await expect(wall.getByText('Working', { exact: true })).toBeVisible()
  expect(await wall.content()).not.toMatch(new RegExp(`Rousseau|Camille|${id}`))
  expect(await stranger.cookies()).toEqual([])

  await app.openConnection(id)
  await app.press('Pause')
  await expect(app.verdict).toContainText('Paused')
  await wall.reload()
  await expect(wall.getByText('Paused', { exact: true })).toBeVisible()
  await wall.getByRole('link', { name: 'Reload every minute' }).click()
  await expect(wall.locator('meta[http-equiv="refresh"]')).toHaveAttribute('content', '60')
  await wall.getByRole('link', { name: 'Stop reloading' }).click()
  await expect(wall.locator('meta[http-equiv="refresh"]')).toHaveCount(0)

  // To its owner it is the same page: a wallboard in their browser must not keep their session alive.
  await page.goto(address)
  await expect(page.getByText('Paused', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign out' })).toHaveCount(0)

  await page.goto('/notifications')
  // Shown once: neither the page nor its data holds it any more.
  expect(await page.content()).not.toContain(address.slice(-30))
  await expect(links.getByText('Never', { exact: true })).toHaveCount(0)
  await links.getByRole('button', { name: 'Revoke Wallboard' }).click()
  await expect(links.getByRole('heading', { name: 'Wallboard' })).toHaveCount(0)
  expect((await wall.reload())?.status()).toBe(404)
  await expect(wall.getByRole('heading', { name: 'Nothing is here' })).toBeVisible()
  await stranger.close()
})

test('links are made without JavaScript, and read by programs without a session', async ({ signedIn, newClient }) => {
  const [status, calendar] = [await makeStatusLink(signedIn.client), await makeCalendar(signedIn.client)]
  const program = newClient()
  expect(await (await program.get(status)).text()).toContain('The connection works')
  const json = await program.get(`${status}.json`)
  expect(await json.json()).toMatchObject({ total: 1, states: { ok: 1 } })
  const feed = await program.get(calendar)
  expect(feed.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
  expect(await feed.text()).toMatch(/^BEGIN:VCALENDAR\r\n/)
  for (const { headers } of [json, feed])
    expect([headers.get('x-robots-tag'), headers.get('cache-control')]).toEqual(['noindex, nofollow', 'no-store'])
  expect(program.cookies.size).toBe(0)
})

test('a link needs a fresh session to be made', async ({ signedIn, database }) => {
  await database.letSessionsAge(16)
  await expect(makeStatusLink(signedIn.client)).rejects.toThrow('no address')
  expect(await database.count('links')).toBe(0)
})

test('who tries addresses is told to wait, and who has one is not', async ({ signedIn, newClient, database }) => {
  const status = await makeStatusLink(signedIn.client)
  const program = newClient()
  for (const path of ['/status/nothing', '/status/nothing.json', '/calendar/nothing.ics'])
    expect((await program.get(path)).status, path).toBe(404)
  await database.spendLimits()
  const page = await program.get('/status/nothing')
  expect([page.status, page.headers.get('location')]).toEqual([307, '/sign-in/error?error=too_many_requests'])
  for (const path of ['/status/nothing.json', '/calendar/nothing.ics']) {
    const answer = await program.get(path)
    expect([answer.status, Number(answer.headers.get('retry-after'))], path).toEqual([429, expect.any(Number)])
  }
  expect((await program.get(status)).status).toBe(200)
})
