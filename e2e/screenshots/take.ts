import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { waitForAnimations } from '../browser/animations.ts'
import { findViolations } from '../browser/axe.ts'
import { needlessScrollbars } from '../browser/scrollbars.ts'
import { SESSION_COOKIE } from '../support/http-client.ts'
import type { Sight } from './pages.ts'

export const WIDTHS = [320, 390, 768, 1440]
export const THEMES = ['light', 'dark'] as const
/** A phone's page and a desktop's: the widths between show the same elements. */
const AXE_WIDTHS = [390, 1440]
export type Theme = (typeof THEMES)[number]
const HEIGHT = 900
/** Pages of hundreds of rows look the same further down. */
const MOST_PIXELS = 6_000

export interface Picture {
  name: string
  width: number
  theme: Theme
  file: string
  /** What is wrong with it, to be seen without eyes. */
  problems: string[]
}

/** As people have it: Playwright hides scrollbars, and with them every one that should not be there. */
export function openBrowser(executablePath: string): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args, ignoreDefaultArgs: ['--hide-scrollbars'] })
}

export async function openContext(
  browser: Browser,
  { origin, language, token }: { origin: string; language: string; token: string | undefined },
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: origin, locale: language, timezoneId: 'Europe/Paris' })
  // As whoever is signed in has seen a page before.
  const zone = { name: 'mooring.zone', value: 'Europe/Paris', url: origin }
  if (token !== undefined) await context.addCookies([{ name: SESSION_COOKIE, value: token, url: origin }, zone])
  return context
}

/** Pictures of a page in every theme and width. Loaded once: what follows from both is a matter of styles alone. */
export async function takeAll(page: Page, sight: Sight, folder: string): Promise<Picture[]> {
  await open(page, sight)
  const pictures: Picture[] = []
  for (const theme of THEMES)
    for (const width of WIDTHS) {
      const file = `${sight.name}-${width}-${theme}.png`
      const problems = await take(page, sight, { width, theme, file: join(folder, file) })
      pictures.push({ name: sight.name, width, theme, file, problems })
    }
  return pictures
}

export async function open(page: Page, { path, act }: Sight): Promise<void> {
  await page.setViewportSize({ width: WIDTHS.at(-1) ?? 0, height: HEIGHT })
  await page.goto(path, { waitUntil: 'load' })
  await act?.(page)
}

/** @returns what is wrong: it scrolls sideways, has a scrollbar for nothing, cuts a word, or axe finds something */
export async function take(
  page: Page,
  { height }: Sight,
  { width, theme, file }: { width: number; theme: Theme; file: string },
): Promise<string[]> {
  await page.setViewportSize({ width, height: height ?? HEIGHT })
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await waitForAnimations(page)
  const { sideways, tall } = await page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight } = document.documentElement
    return { sideways: scrollWidth - clientWidth, tall: scrollHeight }
  })
  const scrollbars = await page.evaluate(needlessScrollbars)
  const cut = await page.evaluate(cutTexts)
  const violations = AXE_WIDTHS.includes(width) ? await findViolations(page) : []
  if (height === undefined && tall > HEIGHT) {
    // The window becomes as high as the page. Without its scrollbar the page would be another one than was measured.
    await page.evaluate(() => document.documentElement.style.setProperty('overflow-y', 'scroll'))
    await page.setViewportSize({ width, height: Math.min(tall, MOST_PIXELS) })
  }
  await page.screenshot({ path: file })
  await page.evaluate(() => document.documentElement.style.removeProperty('overflow-y'))
  return [
    ...(sideways > 0 ? [`scrolls ${sideways} px sideways`] : []),
    ...scrollbars.map((element) => `has a scrollbar for nothing: ${element.slice(0, 80)}`),
    ...cut.map((text) => `shows only a part of: ${text}`),
    ...violations,
  ]
}

/** Runs in the page: buttons and headings whose text does not fit. What may be shortened ends in an ellipsis by its style. */
function cutTexts(): string[] {
  return [...document.querySelectorAll<HTMLElement>('button, summary, h1, h2, h3, th, label, nav a')]
    .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1)
    .filter((element) => {
      const { display, textOverflow } = getComputedStyle(element)
      return display !== 'inline' && textOverflow !== 'ellipsis' && element.clientWidth > 1
    })
    .map((element) => (element.textContent ?? '').slice(0, 80))
}
