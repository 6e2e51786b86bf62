import { expect, test } from './browser/fixtures.ts'

test('what is paused elsewhere is shown without reloading, takes no focus, and a hidden page asks nothing', async ({
  app,
  client,
  page,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  let asked = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/api/live')) asked += 1
  })
  const listening = page.waitForRequest('**/api/live')
  await app.openConnection(id)
  await listening
  const tab = page.getByRole('link', { name: 'Permissions' })
  await tab.focus()
  await page.evaluate(() => Object.assign(window, { isSamePage: true }))
  const press = (button: RegExp) => client.press(`/connections/${id}`, button)
  await press(/^Pause$/)
  await expect(app.verdict).toContainText('Paused by you')
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
  await expect(tab).toBeFocused()

  const show = (hidden: boolean) =>
    page.evaluate((isHidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  await show(true)
  const before = asked
  await press(/^Resume$/)
  await expect(app.verdict).toContainText('Paused by you')
  expect(asked).toBe(before)
  await show(false)
  await expect(app.verdict).not.toContainText('Paused by you')
})

test('what changes while a press leads to Qonto does not ask for the page of Qonto', async ({
  app,
  client,
  database,
  page,
  simulator,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  const listening = page.waitForRequest('**/api/live')
  await app.openConnection(id)
  await listening
  const isHeard = page.evaluate(
    () =>
      new Promise((resolve) => {
        let heard = 0
        new EventSource('/api/live').onmessage = () => {
          heard += 1
          // The page itself hears of it at this moment too; an answer that takes its time must not lose to a timer.
          if (heard === 2) setTimeout(resolve, 4_000)
        }
      }),
  )
  await page.route(`**/connections/${id}`, async (route) => {
    await database.nameOrganization('Renamed meanwhile')
    await isHeard
    await route.continue()
  })
  await app.press('Re-authorise')
  await page.waitForURL((url) => url.origin === simulator.origin)
})

test('nobody hears anything without a session, from another site, or after signing out', async ({ signedIn }) => {
  const { client } = signedIn
  const events = { accept: 'text/event-stream' }
  const open = await fetch(`${client.origin}/api/live`, { headers: { ...events, cookie: client.cookieHeader } })
  expect(open.headers.get('content-type')).toContain('text/event-stream')
  expect((await client.get('/api/live', { ...events, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  await client.signOut()
  expect(await open.text()).toMatch(/^data: -?\d+\n\nevent: ended\ndata: -\n\n$/)
  expect((await client.get('/api/live', events)).status).toBe(204)
})
