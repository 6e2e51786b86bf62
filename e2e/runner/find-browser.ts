import { chromium } from '@playwright/test'
import { debianProgram } from '#e2e/runner/debian-program'
import { Refusal } from '#server/refusal'

const CHROMIUMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Playwright's own browser, else one of the system, else Debian's where we may install it. */
export async function findBrowser(): Promise<string> {
  const found = await debianProgram(CHROMIUMS, { debian: 'chromium', paths: [chromium.executablePath()] })
  if (found) return found
  throw new Refusal(
    'No browser for the end-to-end tests: run `npx playwright install chromium`, or install Chromium from your system.',
  )
}

/** The system's Firefox, else Debian's where we may install it; null where neither is, and its journey is left out. */
export function findFirefox(): Promise<string | null> {
  const paths = [process.env.E2E_FIREFOX ?? '']
  return debianProgram(['firefox-esr', 'firefox'], { debian: 'firefox-esr', paths })
}
