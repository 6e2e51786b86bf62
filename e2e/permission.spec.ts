import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const TABS = ['', '/permissions', '/identity', '/activity']

test('the pages of somebody else are as unknown as pages that never were', async ({ signedIn, newClient }) => {
  const { client } = signedIn
  const giulia = newClient()
  const foreign = (await giulia.signIn('Giulia')).location
  for (const tab of TABS) {
    expect((await giulia.get(`${foreign}${tab}`)).status).toBe(200)
    for (const headers of [{}, { rsc: '1' }]) {
      const response = await client.get(`${foreign}${tab}`, headers)
      const text = await response.text()
      expect(text).not.toMatch(/Officina|Marchetti|giulia/i)
      if (!('rsc' in headers)) {
        expect(response.status).toBe(404)
        expect(text).toContain('There is nothing here')
      }
    }
  }
})

test('whoever is signed out is led to the start page', async ({ signedIn, newClient }) => {
  const { id } = await signedIn.database.onlyConnection()
  for (const path of ['/connections', '/sessions', ...TABS.map((tab) => `/connections/${id}${tab}`)]) {
    const response = await newClient().get(path)
    const text = await response.text()
    expect(text).not.toMatch(/Atelier|Rousseau/)
    const target = response.headers.get('location') ?? /url=([^"]*)"/.exec(text)?.[1]
    expect(target).toBe('/')
  }
})

const MALFORMED = [
  '1',
  'not-an-id',
  '00000000-0000-0000-0000-000000000000',
  '01900000-0000-7000-8000-0000000003011',
  "0190'--",
  '%00',
  '%F0%9F%98%80',
  '..%2f..%2fetc%2fpasswd',
  'x'.repeat(4_000),
  '[id]',
  'undefined',
]
for (const id of MALFORMED)
  test(`an id like ${id.slice(0, 40)} is a page that does not exist`, async ({ signedIn }) => {
    for (const tab of TABS) {
      const response = await signedIn.client.get(`/connections/${id}${tab}`)
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('There is nothing here')
    }
  })

test('odd questions to the log are answered with a page', async ({ signedIn }) => {
  const { id } = await signedIn.database.onlyConnection()
  for (const query of [
    'before=x',
    'before=%00',
    'event=%00',
    'event=a&event=b',
    `event=${'x'.repeat(3_000)}`,
    'before=-1&event=',
  ])
    expect((await signedIn.client.get(`/connections/${id}/activity?${query}`)).status).toBe(200)
})

test('no button does anything to the connection of somebody else', async ({
  app,
  client,
  newClient,
  page,
  database,
  simulator,
}) => {
  const giulia = newClient()
  const foreign = (await giulia.signIn('Giulia')).location.split('/').at(-1) ?? ''
  const id = await app.isSignedInAs(client, 'Camille')
  const rowOfGiulia = async () => (await database.connections()).find((row) => row.id === foreign)
  const [before, live] = [await rowOfGiulia(), await simulator.live('refresh')]

  await forge(page, id, foreign)
  for (const button of ['Check now', 'Pause']) {
    await app.openConnection(id)
    await app.press(button)
    await expect(page.getByText('The connection was already ended.')).toBeVisible()
  }

  await app.openConnection(id)
  await app.openDisconnectDialog()
  await app.dialog.getByRole('button', { name: /^Disconnect / }).click()
  await expect(app.dialog).toContainText('Disconnecting could not be started.')

  await app.openConnection(id)
  await app.press('Renew permission')
  await app.signInFailsWith('flow_invalid')

  await app.openConnection(id, 'Identity')
  await app.press('Show raw token')
  await expect(page.getByText('It could not be shown.')).toBeVisible()

  expect(await rowOfGiulia()).toEqual(before)
  expect(await simulator.live('refresh')).toEqual(live)
  expect(await database.events()).toEqual(['connected', 'connected'])
})

test('an id of nothing is no fault', async ({ app, client, page }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  for (const nobody of ['', 'x', '01900000-0000-7000-8000-00000000ffff']) {
    await app.openConnection(id)
    await forge(page, id, nobody)
    await app.press('Pause')
    await expect(page.getByText('The connection was already ended.')).toBeVisible()
  }
})

test('trips for the connection of somebody else are not begun', async ({ signedIn, newClient }) => {
  const { client, database } = signedIn
  const foreign = (await newClient().signIn('Giulia')).location.split('/').at(-1) ?? ''
  for (const intent of ['reconnect', 'allow-more'])
    for (const connection of [foreign, 'x', '', '01900000-0000-7000-8000-00000000ffff'])
      expect(await client.begin({ intent, connection })).toContain('/sign-in/error?error=flow_invalid')
  expect(await client.begin({ intent: 'invented' })).toContain('/sign-in/error?error=flow_invalid')
  expect(await newClient().begin({ intent: 'connect' })).toContain('/sign-in/error?error=flow_expired')
  expect(await database.count('transactions')).toBe(2)
})

test('nobody ends the session of somebody else', async ({ app, client, newClient, page, database }) => {
  const giulia = newClient()
  await giulia.signIn('Giulia')
  const [session] = await database.sessionIds()
  await app.isSignedInAs(client, 'Camille')
  await newClient().signIn('Camille')
  await page.goto('/sessions')
  const mine = await page.locator('input[name=session]').getAttribute('value')
  await forge(page, mine ?? '', session ?? '')
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button', { name: /^End the session on / }).click()
  await answer
  expect(await database.count('sessions')).toBe(3)
  expect(await giulia.userId()).not.toBeNull()
})

/** From now on every form that is sent names something else than the page wrote into it. */
async function forge(page: Page, written: string, forged: string): Promise<void> {
  await page.unrouteAll()
  await page.route('**', async (route, request) => {
    const sent = request.postData()
    if (request.method() !== 'POST' || sent === null) return route.continue()
    expect(sent).toContain(written)
    return route.continue({ postData: sent.replaceAll(written, forged) })
  })
}
