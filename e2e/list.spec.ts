import type { Page } from '@playwright/test'
import { expect, test } from './browser/fixtures.ts'

/** What a page weighs, unpacked, and how many elements the browser makes of it. */
async function weightOf(page: Page, path: string): Promise<{ bytes: number; elements: number }> {
  const response = await page.goto(path)
  const bytes = (await response?.body())?.length ?? Number.POSITIVE_INFINITY
  return { bytes, elements: await page.locator('*').count() }
}

for (const count of [500, 10_000])
  test(`with ${count} connections every page of the list is small, and each name is found at once`, async ({
    app,
    client,
    database,
    page,
  }) => {
    await app.isSignedInAs(client, 'Camille')
    await database.addConnections(60, 'reconnect', 'Broken')
    await database.addConnections(count - 100, 'frozen', 'Client')
    await database.addConnections(40, 'disconnected', 'Former')
    const last = Math.ceil((count + 1) / 50)
    for (const path of ['/connections', '/connections?page=3', `/connections?page=${last}`]) {
      const { bytes, elements } = await weightOf(page, path)
      expect(bytes, path).toBeLessThan(150_000)
      expect(elements, path).toBeLessThan(1_200)
    }
    await app.openConnections()
    await expect(page.getByText(`${(count - 100).toLocaleString('en-GB')} are paused.`)).toBeVisible()
    await page.keyboard.press('/')
    await page.keyboard.type('client 00321')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/q=client\+00321/)
    await page.getByRole('link', { name: 'Client 00321' }).click()
    await expect(app.organization).toHaveText('Client 00321')
    await page.setViewportSize({ width: 320, height: 640 })
    await app.openConnections()
    await expect(page.getByRole('link', { name: 'Broken 00001' })).toBeInViewport({ ratio: 1 })
  })

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript, on a small phone', () => {
    test.use({ javaScriptEnabled, ...(!javaScriptEnabled && { viewport: { width: 320, height: 640 } }) })

    test('several connections are labelled, paused and resumed, and found by their label', async ({
      app,
      client,
      database,
      page,
    }) => {
      await app.isSignedInAs(client, 'Camille')
      await database.addConnections(8, 'frozen', 'Client')
      await app.openConnections()
      const pick = async (...names: string[]) => {
        if (!(await page.getByRole('button', { name: 'Add label' }).isVisible()))
          await page.getByText('Select several').click()
        for (const name of names) await page.getByRole('checkbox', { name }).check()
      }
      await pick('Client 00002', 'Client 00005')
      await page.getByRole('textbox', { name: 'Label' }).fill('Retail')
      await app.press('Add label')
      await expect(page.getByText('The label was added to 2 connections.')).toBeVisible()
      if (!javaScriptEnabled) await page.getByText('Filters').click()
      await page.getByRole('combobox', { name: 'Label' }).selectOption('Retail')
      await page.getByRole('button', { name: 'Search' }).last().click()
      await expect(page).toHaveURL(/label=Retail/)
      await expect(page.getByRole('link', { name: /^Client/ })).toHaveText(['Client 00002', 'Client 00005'])
      await pick('Client 00002')
      await app.press('Resume')
      await expect(page.getByText('1 connection is in use again.')).toBeVisible()
      await app.openConnections()
      await pick('Atelier Lumen')
      await app.press('Pause')
      await expect(page.getByText('1 connection is paused.')).toBeVisible()
      await pick()
      await app.press('Pause')
      await expect(page.getByText('Select at least one connection first.')).toBeVisible()
    })
  })

test('what has ended is folded, archived in one act, and deleted for good', async ({ app, client, database, page }) => {
  await app.isSignedInAs(client, 'Camille')
  await database.addConnections(3, 'disconnected', 'Former')
  await app.openConnections()
  await expect(page.getByRole('link', { name: 'Former 00001' })).toBeHidden()
  await page.getByText('Ended (3)').click()
  await expect(page.getByRole('link', { name: 'Former 00001' })).toBeVisible()
  await app.press('Archive all that have ended')
  await expect(page.getByText('Ended (3)')).toBeHidden()
  await page.getByRole('link', { name: '3 archived' }).click()
  await expect(page.getByRole('link', { name: /^Former/ })).toHaveCount(3)
  await page.getByText('Select several').click()
  await page.getByRole('checkbox', { name: 'All on this page' }).check()
  await page.getByText('Delete what has ended').click()
  await expect(page.getByText('Nothing changes at Qonto')).toBeVisible()
  await app.press('Delete for good')
  await expect(page.getByText('3 connections are deleted.')).toBeVisible()
  await expect(page.getByRole('link', { name: /^Former/ })).toHaveCount(0)
  await expect(page.getByRole('link', { name: /archived/ })).toHaveCount(0)
})

test('a file for a spreadsheet holds what is shown, and runs nothing there', async ({
  app,
  client,
  database,
  page,
}) => {
  await app.isSignedInAs(client, 'Camille')
  await database.addConnections(2, 'frozen', '=cmd, "x"')
  await page.goto('/connections?q=cmd')
  const { file, text } = await app.download('Export as CSV')
  expect(file).toMatch(/^mooring-connections-\d{4}-\d{2}-\d{2}\.csv$/)
  const lines = text.trim().split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toMatch(/^"'=cmd, ""x"" 00001","Paused by you",/)
})

test('labels and a note are the words of their owner: text, and kept as written', async ({ app, client, page }) => {
  const id = await app.isSignedInAs(client, 'Camille')
  await app.openConnection(id)
  await page.getByText('Labels and note').click()
  await page.getByRole('textbox', { name: 'Labels' }).fill('Retail, أزرق')
  await page.getByRole('textbox', { name: 'Note' }).fill('<b>Ask Camille</b>\nfirst')
  await app.press('Save')
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.reload()
  await page.getByText('Labels and note').click()
  await expect(page.getByRole('textbox', { name: 'Labels' })).toHaveValue('Retail, أزرق')
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('<b>Ask Camille</b>\nfirst')
})

test('the line about a transaction that was abandoned can be hidden', async ({ app, client, page }) => {
  await app.isSignedInAs(client, 'Camille')
  await app.openConnections()
  await app.press('Connect another organisation')
  await page.waitForURL(/interaction/)
  await app.openConnections()
  await expect(page.getByText('is not finished at Qonto yet')).toBeVisible()
  await app.press('Hide this line')
  await expect(page.getByText('is not finished at Qonto yet')).toBeHidden()
  await app.openConnections()
  await expect(page.getByText('is not finished at Qonto yet')).toBeHidden()
})
