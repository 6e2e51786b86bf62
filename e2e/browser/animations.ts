import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** Waits until nothing moves by itself. What moves with scrolling, like the edges of the tabs, is never over. */
export async function waitForAnimations(page: Page): Promise<void> {
  // Looked at again and again: what a redrawn page has taken away meanwhile never says that it has finished.
  await expect.poll(() => page.evaluate(movingNow), { intervals: [20, 50, 100] }).toEqual([])
}

/** Runs in the page: the elements that move. */
function movingNow(): string[] {
  return document
    .getAnimations()
    .filter(({ timeline, playState }) => timeline instanceof DocumentTimeline && playState === 'running')
    .map(({ effect }) => (effect instanceof KeyframeEffect ? (effect.target?.outerHTML ?? '').slice(0, 200) : ''))
}
