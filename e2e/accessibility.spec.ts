import type { Page } from '@playwright/test'
import { SPOKEN } from '#i18n/messages'
import { waitForAnimations } from './browser/animations.ts'
import { findViolations } from './browser/axe.ts'
import { expect, test } from './browser/fixtures.ts'
import { makeWebhook } from './browser/hooks.ts'
import { makeStatusLink } from './browser/links.ts'
import { needlessScrollbars } from './browser/scrollbars.ts'
import { expectTree } from './browser/tree.ts'
import type { App } from './support/app.ts'
import type { Database } from './support/database.ts'
import type { HttpClient } from './support/http-client.ts'

// Times are said twice where the reader's zone is not UTC: pages are at their widest then.
test.use({ timezoneId: 'Europe/Paris' })

// Console errors, page errors and hydration warnings fail every test: see the fixture `context`.

interface Visit {
  app: App
  client: HttpClient
  page: Page
}

const SIGNED_OUT: Array<[string, (visit: Visit) => Promise<unknown>]> = [
  ['the start page', ({ app }) => app.openStartPage()],
  ['the error page', ({ page }) => page.goto('/sign-in/error?error=flow_expired&ref=ABCD-EFGH')],
  ['the error page for administrators', ({ page }) => page.goto('/sign-in/error?error=config_error&ref=ABCD-EFGH')],
  ['a page that does not exist', ({ page }) => page.goto('/nowhere')],
  ['the set-up page', ({ page }) => page.goto('/setup')],
  [
    'the API reference with a call unfolded',
    async ({ page }) => {
      await page.goto('/api-reference')
      await page.locator('summary h3').first().click()
    },
  ],
]

const SIGNED_IN: Array<[string, (visit: Visit & { id: string; database: Database }) => Promise<unknown>]> = [
  ['the connections', ({ app }) => app.openConnections()],
  ['a connection', ({ app, id }) => app.openConnection(id)],
  [
    'the dialog that disconnects',
    async ({ app, id }) => {
      await app.openConnection(id)
      await app.openDisconnectDialog()
    },
  ],
  ['the permissions', ({ app, id }) => app.openConnection(id, 'Permissions')],
  [
    'the identity with everything unfolded',
    async ({ app, id, page }) => {
      await app.openConnection(id, 'Identity')
      await app.press('Show raw ID token')
      await expect(page.getByRole('region', { name: 'Raw ID token' })).toBeVisible()
      await page.locator('details').evaluateAll((all) => all.forEach((each) => void each.setAttribute('open', '')))
    },
  ],
  ['the activity', ({ app, id }) => app.openConnection(id, 'Activity')],
  ['the activity of all connections', ({ page }) => page.goto('/activity')],
  ['the sessions', ({ page }) => page.goto('/sessions')],
  ['a link of a mail that is over', ({ page }) => page.goto('/mail/confirm/over')],
  ['the API keys', ({ page }) => page.goto('/api-keys')],
  [
    'the notifications with everything unfolded',
    async ({ page, client, database }) => {
      await makeStatusLink(client)
      await makeWebhook(client)
      await database.addConfirmedMailAddress('ops@example.com', ['problems'])
      await page.goto('/notifications')
      await page.locator('details').evaluateAll((all) => all.forEach((each) => void each.setAttribute('open', '')))
      await expect(page.getByText('Nobody answered there.')).toBeVisible()
    },
  ],
  ['a status link', async ({ page, client }) => page.goto(await makeStatusLink(client))],
  ['the page with what is kept', ({ app }) => app.openAccount()],
  [
    'the dialog that deletes the account',
    async ({ app }) => {
      await app.openAccount()
      await app.openDeleteDialog()
    },
  ],
  [
    'the goodbye',
    async ({ app }) => {
      await app.openAccount()
      await app.deleteAccount()
    },
  ],
]

/** Whose accessibility tree is held: what people use to know and to act. */
const WITH_TREE = new Set([
  ...['the start page', 'the error page', 'the connections', 'a connection', 'the dialog that disconnects'],
  ...['the permissions', 'the identity with everything unfolded'],
  ...['the notifications with everything unfolded', 'a status link', 'the goodbye'],
])

/** Each theme and each layout once; `npm run screenshots` has axe look at both themes in both. */
const LOOKS = [
  [390, 'light'],
  [1440, 'dark'],
] as const
/** Besides those: the narrowest screen that WCAG 1.4.10 names, and a tablet, where columns are at their tightest. */
const FURTHER_WIDTHS = [320, 768]

for (const [what, open] of SIGNED_OUT)
  test(`${what} is for everybody`, async ({ app, client, page }) => {
    await open({ app, client, page })
    await expectAccessible(page)
    if (WITH_TREE.has(what)) await expectTree(page, what)
  })

for (const [what, open] of SIGNED_IN)
  test(`${what} is for everybody`, async ({ app, client, database, newClient, page }) => {
    const id = await app.isSignedInAs(client, 'Camille', { scopes: ['offline_access', 'organization.read'] })
    await newClient().signIn('Camille')
    await open({ app, client, page, id, database })
    await expectAccessible(page)
    if (WITH_TREE.has(what)) await expectTree(page, what)
  })

test('in any language phones need not scroll sideways, and the health of a connection has room', async ({
  app,
  client,
  database,
  page,
}) => {
  test.slow()
  const id = await app.isSignedInAs(client, 'Camille', { scopes: ['offline_access', 'organization.read'] })
  // So many that the list has its search.
  await database.addConnections(6, 'reconnect', 'Client')
  const tabs = ['', '/permissions', '/identity', '/activity'].map((tab) => `/connections/${id}${tab}`)
  await page.setViewportSize({ width: 320, height: 900 })
  for (const language of SPOKEN) {
    await database.speak(language)
    for (const path of ['/connections', ...tabs, '/notifications', '/api-keys', '/account', '/sessions', '/setup']) {
      await page.goto(path)
      await expect(page.locator('html')).toHaveAttribute('lang', new RegExp(`^${language}`))
      await page.locator('details').evaluateAll((all) => all.forEach((each) => void each.setAttribute('open', '')))
      await expectNoSidewaysScrolling(page, `${language} ${path}`)
      if (path === tabs[0]) {
        await expectRoomForHealth(page, language)
        await expectRoomForTabs(page, language)
        await page.setViewportSize({ width: 320, height: 900 })
      }
    }
  }
})

/** What is said of a part takes two lines at most, beside other columns and without. */
async function expectRoomForHealth(page: Page, language: string): Promise<void> {
  for (const width of [768, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    const lines = await page
      .locator('.light > dd:nth-of-type(1)')
      .evaluateAll((all) => all.map((each) => each.clientHeight / Number.parseFloat(getComputedStyle(each).lineHeight)))
    expect(lines, `${language} ${width}`).toHaveLength(5)
    expect(Math.max(...lines), `${language} ${width}`).toBeLessThan(2.5)
  }
}

/** The tabs fit on a common phone. On a smaller one they scroll and fade, without a scrollbar through their line. */
async function expectRoomForTabs(page: Page, language: string): Promise<void> {
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 900 })
    const { more, bar } = await page.locator('nav.tabs').evaluate((tabs) => ({
      more: tabs.scrollWidth - tabs.clientWidth,
      bar: tabs.getBoundingClientRect().height - tabs.clientHeight,
    }))
    if (width === 390) expect(more, language).toBe(0)
    expect(bar, `${language} ${width}`).toBe(0)
  }
}

test('the connections of somebody who has none are for everybody', async ({ app, client, database, page }) => {
  await app.isSignedInAs(client, 'Camille')
  await database.forgetConnections()
  await app.openConnections()
  await expect(page.getByText('Nothing is connected yet')).toBeVisible()
  await expectAccessible(page)
})

test('a connection that needs somebody is for everybody', async ({ app, client, database, page, simulator }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await simulator.revokeEverything()
  await app.openConnection(id)
  await app.press('Check now')
  await expect(app.verdict).toContainText('Qonto refused to renew this connection.')
  await database.letRefusalsAge(86_400)
  await app.press('Try now')
  await expect(app.verdict).toContainText('Reconnect needed')
  await expectAccessible(page)
})

test('the receipt is for everybody, and takes the focus', async ({ app, client, page, simulator }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await simulator.fail({ kind: 'ignore', target: 'revoke', times: 0 })
  await simulator.fail({ kind: 'ignore', target: 'consents', times: 0 })
  await app.disconnect()
  await expect(page.locator('#receipt')).toBeFocused()
  await expectAccessible(page)
  await simulator.behaveAgain()
  await app.press('Try again')
  await expect(app.receipt).toContainText('Every step that was needed is confirmed.')
  await expectAccessible(page)
  await expectTree(page, 'the receipt')
})

test('everything can be reached by keyboard, in order, with the skip link first', async ({ app, client, page }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'All connections' })).toBeFocused()
})

test('the navigation says where one is', async ({ app, client, page }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  const current = page.getByRole('navigation', { name: 'Main' }).locator('[aria-current]')
  for (const [path, name, value] of [
    ['/connections', 'Connections', 'page'],
    [`/connections/${id}/identity`, 'Connections', 'true'],
    ['/sessions', 'Sessions', 'page'],
    ['/notifications', 'Notifications', 'page'],
    ['/api-keys', 'API', 'page'],
    ['/account', 'Your data', 'page'],
    ['/account/join', 'Your data', 'true'],
  ] as const) {
    await page.goto(path)
    await expect(current).toHaveText(name)
    await expect(current).toHaveAttribute('aria-current', value)
  }
  await page.goto('/setup')
  await expect(current).toHaveCount(0)
})

test('every page has a policy with a nonce of its own, and runs no other script', async ({ signedIn }) => {
  const { client, database } = signedIn
  const { id } = await database.onlyConnection()
  const nonces = new Set<string>()
  const paths = [
    '/',
    '/connections',
    '/status/nothing',
    '/sessions',
    '/api-keys',
    '/notifications',
    '/account',
    '/account/join',
    '/setup',
    '/api-reference',
    '/nowhere',
    '/sign-in/error',
    `/connections/${id}`,
    `/connections/${id}/identity`,
  ]
  for (const path of paths) {
    const response = await client.get(path)
    const policy = response.headers.get('content-security-policy') ?? ''
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? ''
    expect(scripts, path).toMatch(/'nonce-[\w+/=-]{20,}'/)
    expect(scripts, path).not.toMatch(/unsafe-(inline|eval|hashes)|\*|https?:/)
    const nonce = /'nonce-([^']+)'/.exec(scripts)?.[1] ?? ''
    nonces.add(nonce)
    const tags = [...(await response.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)
    for (const tag of tags) expect(tag, path).toContain(`nonce="${nonce}"`)
  }
  expect(nonces.size).toBe(paths.length)
})

/** No violation of axe, light or dark, no sideways scrolling and no scrollbar for nothing, from a small phone to a desktop. */
async function expectAccessible(page: Page): Promise<void> {
  for (const [width, colorScheme] of LOOKS) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme })
    // Colours that are still on their way from the other theme belong to neither.
    await waitForAnimations(page)
    // After an action the new title comes a moment after the page.
    await expect(page).toHaveTitle(/./)
    expect(await findViolations(page), `${width} ${colorScheme}`).toEqual([])
    await expectNoSidewaysScrolling(page)
  }
  for (const width of FURTHER_WIDTHS) {
    await page.setViewportSize({ width, height: 900 })
    await expectNoSidewaysScrolling(page)
  }
}

async function expectNoSidewaysScrolling(page: Page, where = `${page.viewportSize()?.width}`): Promise<void> {
  expect(await page.evaluate(needlessScrollbars), where).toEqual([])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow, where).toBe(0)
}
