import { expect, test } from '@playwright/test'

test('opens', async ({ page }) => {
  const response = await page.goto('/')
  expect(response?.status()).toBeLessThan(400)
})
