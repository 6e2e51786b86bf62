import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** What differs from run to run, and what stands in its place. */
const PASSING: Array<[RegExp, string]> = [
  [/\b\d{1,2} \w{3,9}(?: \d{4})?,? (?:at )?\d{1,2}:\d{2}(?::\d{2})?(?: (?:UTC|GMT|CET|CEST)\S*)?/g, 'TIME'],
  [/\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\w*(?: \d{4})?\b/g, 'DAY'],
  [/\b\d{1,2}:\d{2}(?::\d{2})?\b/g, 'HOUR'],
  [/\bin (?:\d+|an?) (?:second|minute|hour|day)s?\b|\b(?:\d+|an?) (?:second|minute|hour|day)s? ago\b/g, 'A WHILE'],
  [/(?<=(?:Proven|Last proof|tested|definition:|text:|time:|TIME) )now\b/g, 'A WHILE'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID'],
  [/\beyJ[\w.-]+/g, 'JWT'],
  [/(?<=- code: )(?:"\d{9,}"|(?=\S*\d)[\w-]{20,})$/gm, 'VALUE'],
  [/localhost:\d+|127\.0\.0\.1:\d+/g, 'HOST'],
  [/\/(status|calendar)\/[\w-]{20,}/g, '/$1/SECRET'],
]

/**
 * Holds what a screen reader is told of a page, names, roles and states in their order, against `e2e/trees/NAME.yml`.
 * `UPDATE_TREES=1 npm test -- e2e accessibility` writes the files anew; read the difference before you commit it.
 */
export async function expectTree(page: Page, name: string): Promise<void> {
  const seen = await page.locator('body').ariaSnapshot()
  const steady = PASSING.reduce((text, [passing, word]) => text.replace(passing, word), seen)
  expect(`${steady}\n`).toMatchSnapshot(`${name.replaceAll(' ', '-')}.yml`)
}
