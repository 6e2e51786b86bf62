import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'
import { runProgram } from '#scripts/child'
import { Refusal } from '#scripts/refusal'
import { say } from '#scripts/terminal'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Playwright's own browser, else one of the system, else Debian's where we may install it. */
export async function findBrowser(): Promise<string> {
  const found = findInstalled()
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say("No browser found: installing Debian's chromium ...")
    await runProgram('apt-get', ['update'])
    await runProgram('apt-get', ['install', '-y', 'chromium'], { ...process.env, DEBIAN_FRONTEND: 'noninteractive' })
    const installed = findInstalled()
    if (installed) return installed
  }
  throw new Refusal(
    'No browser for the end-to-end tests: run `npx playwright install chromium`, or install Chromium from your system.',
  )
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const inPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [chromium.executablePath(), ...inPath].find((path) => path && existsSync(path))
}
