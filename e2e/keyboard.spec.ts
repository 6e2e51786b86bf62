import type { Locator, Page } from '@playwright/test'
import { expect, test } from './browser/fixtures.ts'

// The whole journey with nothing but Tab, Enter and Escape; what has the focus is seen to have it.

/** More than any page has to go through. */
const MOST_TABS = 60

test('the whole journey is made by keyboard alone, and one always sees where one is', async ({ app, page }) => {
  await app.openStartPage()
  await enter(page, page.getByRole('button', { name: 'Connect with Qonto' }))
  await enter(page, page.getByRole('button', { name: /Camille Rousseau/ }))
  await enter(page, page.getByRole('button', { name: 'Allow access' }))
  const id = await app.arrivesAtConnection()
  await enter(page, page.getByRole('link', { name: 'All connections' }))
  await page.waitForURL(/\/connections$/)
  await enter(page, page.getByRole('main').getByRole('link', { name: /Atelier Lumen/ }))
  await page.waitForURL(new RegExp(`/connections/${id}$`))
  for (const tab of ['Permissions', 'Identity', 'Activity', 'Overview']) {
    const link = page.getByRole('link', { name: tab, exact: true })
    await enter(page, link)
    await expect(link).toHaveAttribute('aria-current', 'page')
  }

  const opens = page.getByRole('button', { name: 'Disconnect…', exact: true })
  await enter(page, opens)
  await expect(app.dialog).toBeVisible()
  await expect(app.dialog.locator(':focus')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(app.dialog).toBeHidden()
  await expect(opens).toBeFocused()
  await page.keyboard.press('Enter')
  await enter(page, app.dialog.getByRole('button', { name: /^Disconnect / }))
  await expect(app.receipt).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('#receipt')).toBeFocused()

  await enter(page, page.getByRole('button', { name: 'Sign out' }))
  await app.isSignedOut()
})

test('what is done with the list leads on to what came of it, and nothing takes the focus unasked', async ({
  app,
  client,
  database,
  page,
}) => {
  await app.isSignedInAs(client, 'Camille')
  await database.addConnections(6, 'frozen', 'Client')
  await database.addConnections(2, 'disconnected', 'Former')
  await client.begin({ intent: 'connect' })
  await app.openConnections()
  await expect(page.locator(':focus')).toHaveCount(0)
  const found = page.locator('#found')

  await enter(page, page.getByRole('button', { name: 'Hide this line' }))
  await expect(found).toBeFocused()
  await expect(found).toHaveText('9 connections')
  await enter(page, page.getByRole('link', { name: '6 paused' }))
  await expect(found).toBeFocused()
  await expect(found).toHaveText('6 connections')
  expect(await page.evaluate(() => window.scrollY)).toBe(0)
  await enter(page, page.getByRole('link', { name: 'Clear' }))
  await expect(found).toHaveText('9 connections')
  await expect(found).toBeFocused()
  await enter(page, page.locator('summary', { hasText: 'Ended (2)' }))
  await enter(page, page.getByRole('button', { name: 'Archive all that have ended' }))
  await expect(found).toHaveText('7 connections')
  await expect(found).toBeFocused()

  await page.goto('/account')
  await enter(page, page.getByRole('button', { name: 'Delete my account…', exact: true }))
  await enter(page, app.dialog.getByRole('button', { name: /^Delete / }))
  await page.waitForURL(/goodbye/)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})

/** Goes forward until this has the focus, and presses it. */
async function enter(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let tabs = 0; !(await target.evaluate((element) => element === document.activeElement)); tabs++) {
    expect(tabs, `Tabs to ${target}`).toBeLessThan(MOST_TABS)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(isFocusSeen), `What has the focus on the way to ${target}`).toBe(true)
  }
  await page.keyboard.press('Enter')
}

/** In the browser: whether what has the focus is in the window and drawn as such. Of the page itself there is nothing to draw. */
function isFocusSeen(): boolean {
  const focused = document.activeElement
  if (focused === null || focused === document.body) return true
  const { top, bottom, width } = focused.getBoundingClientRect()
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused)
  const isDrawn = (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
  return isDrawn && width > 0 && bottom > 0 && top < window.innerHeight
}
