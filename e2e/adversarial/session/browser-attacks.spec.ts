import type { Page } from '@playwright/test'
import { expect, test } from '#e2e/adversarial/fixtures'
import { SESSION_COOKIE, TRIP_COOKIE, unguessable } from '#e2e/support/http-client'
import { expectConnected, expectRefused, expectRefusedAsForeign } from '#e2e/support/outcomes'
import { attackerSite } from './attacker-site.ts'

// S11 ff.: what a page of somebody else can make a real browser do. Cookies know no ports: a server on another port of
// localhost is the same site, and sees and sets the same cookies. That is the strongest neighbour there is.

/** Chromium complains on the console of what it was asked to refuse; these pages exist to be refused. */
test.use({ complaintsAllowed: true })

async function openAttack(page: Page, html: (origin: string) => string, origin: string) {
  const site = await attackerSite(() => html(origin))
  await page.goto(site.url)
  return site
}

test('S11 a page of ours shows nothing in a frame', async ({ app, client, page }) => {
  await app.isSignedInAs(client, 'Camille')
  const site = await openAttack(page, (origin) => `<iframe src="${origin}/connections"></iframe>`, client.origin)
  const frame = page.frames().find((each) => each !== page.mainFrame())
  await expect.poll(async () => (await frame?.content().catch(() => '')) ?? '').not.toContain('Atelier Lumen')
  expect(frame?.url()).not.toContain('/connections')
  await site.close()
})

for (const path of ['/api/auth/signout', '/api/auth/signin/qonto', '/connections', '/sessions'])
  test(`S11 a form on another page that posts to ${path} changes nothing`, async ({ app, client, page, database }) => {
    await app.isSignedInAs(client, 'Camille')
    const [before, trips] = [await database.possessions(), await database.count('transactions')]
    const form = (origin: string) =>
      `<form method="post" action="${origin}${path}"><input name="connection" value="x"></form><script>document.forms[0].submit()</script>`
    const answered = page.waitForResponse((response) => response.url().startsWith(`${client.origin}${path}`))
    const site = await openAttack(page, form, client.origin)
    expect((await answered).status()).toBe(403)
    expect(await database.possessions()).toBe(before)
    expect(await database.count('transactions')).toBe(trips)
    await site.close()
  })

test('S11 addresses that sound like deeds do nothing when they are opened', async ({
  app,
  client,
  page,
  database,
  simulator,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  const before = await database.possessions()
  await simulator.forgetRequests()
  for (const path of [
    '/api/auth/signout',
    '/api/auth/signin/qonto',
    `/connections/${id}?disconnect=true`,
    '/sessions?end=all',
  ]) {
    await page.goto(`${client.origin}${path}`)
    expect(await database.possessions()).toBe(before)
  }
  for (const [path, status] of [
    [`/connections/${id}/disconnect`, 404],
    ['/sign-out', 405],
    ['/api/disconnect', 404],
  ] as const)
    expect((await client.get(path)).status).toBe(status)
  expect(await simulator.requestsForSomebody()).toEqual([])
})

test('S11 a script of another page reads nothing, with cookies and all', async ({ app, client, page }) => {
  await app.isSignedInAs(client, 'Camille')
  const site = await openAttack(page, () => '<h1>hello</h1>', client.origin)
  for (const path of ['/api/auth/session', '/api/auth/csrf', '/connections', '/api/health'])
    for (const mode of ['cors', 'no-cors'] as const) {
      const read = await page.evaluate(
        async ([url, how]) => {
          const response = await fetch(url, { credentials: 'include', mode: how }).catch(() => null)
          return response ? await response.text().catch(() => '') : ''
        },
        [`${client.origin}${path}`, mode] as const,
      )
      expect(read, `${path} ${mode}`).toBe('')
    }
  await site.close()
})

test('S11 a window that another page opens is out of its reach', async ({ app, client, page }) => {
  await app.isSignedInAs(client, 'Camille')
  const site = await openAttack(page, () => '<h1>hello</h1>', client.origin)
  const opened = page.context().waitForEvent('page')
  await page.evaluate((url) => {
    Object.assign(window, { victim: window.open(url) })
  }, `${client.origin}/connections`)
  const victim = await opened
  await victim.waitForLoadState()
  expect(await victim.evaluate(() => window.opener === null)).toBe(true)
  expect(await page.evaluate(() => (window as unknown as { victim: Window }).victim.closed)).toBe(true)
  await site.close()
})

test('S11 a page of somebody who is signed out elsewhere shows nothing when it is gone back to', async ({
  app,
  client,
  page,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await page.goto('about:blank')
  await client.signOut()
  await page.goBack()
  await page.waitForLoadState()
  await expect(page.getByText('Atelier Lumen')).toHaveCount(0)
})

test('S12 a session cookie that a neighbour sets is not the session after signing in', async ({
  app,
  newClient,
  page,
  client,
}) => {
  const attacker = newClient()
  expectConnected(await attacker.signIn('Giulia'))
  const planted = `${SESSION_COOKIE}=${attacker.sessionToken}; Path=/; SameSite=Lax`
  const site = await attackerSite(() => '<h1>hello</h1>', [planted])
  await page.goto(site.url)
  await page.goto(`${client.origin}/sign-in/error`)
  await app.press('Start again')
  await app.bank.signInAs('Camille')
  await app.bank.agree()
  await app.arrivesAtConnection()
  const cookie = (await page.context().cookies(client.origin)).find(({ name }) => name === SESSION_COOKIE)
  expect(cookie?.value).not.toBe(attacker.sessionToken)
  await expect(app.organization).toContainText('Atelier Lumen')
  // The session that was planted ended with the sign-in: the neighbour has lost it, and gained none.
  expect(await attacker.userId()).toBeNull()
  await site.close()
})

test('S13 a trip cookie of a neighbour ends the trip, never in a session of theirs', async ({
  newClient,
  client,
  database,
}) => {
  const attacker = newClient()
  const theirs = await attacker.consent('Giulia')
  const callback = await client.consent('Camille')
  client.cookies.set(TRIP_COOKIE, attacker.cookies.get(TRIP_COOKIE) ?? '')
  expectRefusedAsForeign(await client.arrive(callback), 'flow_superseded')
  const again = await client.consent('Camille')
  client.cookies.set(TRIP_COOKIE, unguessable())
  expectRefused(await client.arrive(again), 'flow_expired')
  expect(await database.count('sessions')).toBe(0)
  // The trip of the neighbour was used up by nobody but whoever holds its state.
  await attacker.arrive(theirs)
  expect(await client.userId()).toBeNull()
})

test('S13 the whole trip of a neighbour, cookies and callback, signs in as the neighbour and hides it from nobody', async ({
  newClient,
  client,
}) => {
  // Whoever can set every cookie of a site is the site. What is left is that the page says whose connection it is.
  const attacker = newClient()
  const theirs = await attacker.consent('Giulia')
  client.cookies.set(TRIP_COOKIE, attacker.cookies.get(TRIP_COOKIE) ?? '')
  const arrival = await client.arrive(theirs)
  expectConnected(arrival)
  expect(await (await client.get(arrival.location)).text()).toContain('Officina Aurora')
})
