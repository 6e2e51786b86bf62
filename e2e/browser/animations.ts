import type { Page } from '@playwright/test'

/** Waits until nothing moves by itself. What moves with scrolling, like the edges of the tabs, is never over. */
export async function waitForAnimations(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ timeline }) => timeline instanceof DocumentTimeline)
        .map((animation) => animation.finished),
    ),
  )
}
