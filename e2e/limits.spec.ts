import { expect, test } from './browser/fixtures.ts'
import { expectConnected } from './support/outcomes.ts'

// How often is in lib/auth/limits/limit-catalogue.ts; here: that each is kept, and that nothing is done beyond it.

const HTML = { accept: 'text/html' }

async function expectRefused(response: Response): Promise<void> {
  expect(response.status).toBe(429)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(response.headers.get('cache-control')).toContain('no-store')
}

async function expectLedToThePage(response: Response): Promise<void> {
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toMatch(/\/sign-in\/error\?error=too_many_requests$/)
}

test('beginning a sign-in too often is refused, and nothing is begun', async ({ client, database }) => {
  const csrfToken = await client.csrfToken()
  await client.begin()
  await database.spendLimits()
  await expectLedToThePage(await client.post('/api/auth/signin/qonto', { csrfToken }, HTML))
  const forPrograms = await client.post('/api/auth/signin/qonto', { csrfToken })
  await expectRefused(forPrograms)
  expect(await forPrograms.json()).toEqual({ error: 'too_many_requests' })
  expect(await database.count('transactions')).toBe(1)
})

test('a callback that comes too often is refused, and works when it is opened again', async ({
  client,
  database,
  simulator,
}) => {
  await client.get('/api/auth/callback/qonto?code=x&state=y')
  const callback = await client.consent('Camille')
  await database.spendLimits()
  await expectLedToThePage(await client.get(callback, HTML))
  expect(await simulator.requests('token')).toHaveLength(0)
  expect(await database.unusedTrips()).toBe(1)
  await database.letLimitsPass()
  expectConnected(await client.arrive(callback))
})

test('webhooks that come too often are refused before their signature is looked at', async ({ client, database }) => {
  const deliver = () => client.send('/api/qonto/webhooks', { method: 'POST', body: '{}' })
  expect((await deliver()).status).toBe(400)
  await database.spendLimits()
  await expectRefused(await deliver())
})

test('a button that is pressed too often says so in its place, and does nothing', async ({
  app,
  client,
  page,
  database,
}) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await app.press('Pause')
  await expect(app.verdict).toContainText('Paused')
  await database.spendLimits()
  await app.press('Resume')
  await expect(page.getByText('Too many requests in a short time. Please wait a minute.')).toBeVisible()
  expect((await database.onlyConnection()).status).toBe('frozen')
})

test('a button that leads elsewhere leads to a page that says so', async ({ app, client, page, database }) => {
  await app.isSignedInAs(client, 'Camille')
  await app.openConnections()
  await app.press('Connect another organisation')
  await page.waitForURL(/interaction/)
  await database.spendLimits()
  await page.goto('/connections')
  await app.press('Connect another organisation')
  await expect(page.getByRole('heading', { name: 'Please wait a moment' })).toBeVisible()
  await page.getByRole('link', { name: 'Go to your connections' }).click()
  await expect(page).toHaveURL(/\/connections$/)
})

test('a download that is asked for too often is refused, and works a minute later', async ({ signedIn }) => {
  const { client, database } = signedIn
  expect((await client.get('/account/export')).status).toBe(200)
  await database.spendLimits()
  await expectRefused(await client.get('/account/export'))
  await database.letLimitsPass()
  expect((await client.get('/account/export')).status).toBe(200)
})

test('looking at pages is never counted', async ({ signedIn }) => {
  const { client, database } = signedIn
  await database.spendLimits()
  const before = await database.limits()
  for (const path of [
    '/',
    '/connections',
    '/sessions',
    '/sign-in/error',
    '/nowhere',
    '/api/auth/session',
    '/api/auth/csrf',
  ])
    expect((await client.get(path)).status).not.toBe(429)
  expect(await database.limits()).toEqual(before)
})

test('what is counted names nobody', async ({ signedIn }) => {
  const rows = await signedIn.database.limits()
  expect(rows.map(({ key }) => key.split(':')[0])).toEqual(['begin', 'callback'])
  for (const { key } of rows) expect(key).toMatch(/^\w+:[\w-]{43}$/)
})
