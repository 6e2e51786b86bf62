import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'
import { runProgram } from '#scripts/command/child'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'

const CHROMIUMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const FIREFOXES = ['firefox-esr', 'firefox']

/** Playwright's own browser, else one of the system, else Debian's where we may install it. */
export async function findBrowser(): Promise<string> {
  const found = await findOrInstall('chromium', () => firstOf([chromium.executablePath(), ...inPath(CHROMIUMS)]))
  if (found) return found
  throw new Refusal(
    'No browser for the end-to-end tests: run `npx playwright install chromium`, or install Chromium from your system.',
  )
}

/** The system's Firefox, else Debian's where we may install it; null where neither is, and its journey is left out. */
export async function findFirefox(): Promise<string | null> {
  const named = process.env.E2E_FIREFOX
  return (await findOrInstall('firefox-esr', () => firstOf([...(named ? [named] : []), ...inPath(FIREFOXES)]))) ?? null
}

async function findOrInstall(debian: string, find: () => string | undefined): Promise<string | undefined> {
  const found = find()
  if (found || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found
  say(`No browser found: installing Debian's ${debian} ...`)
  await runProgram('apt-get', ['update'])
  await runProgram('apt-get', ['install', '-y', debian], { ...process.env, DEBIAN_FRONTEND: 'noninteractive' })
  return find()
}

function inPath(names: string[]): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function firstOf(paths: string[]): string | undefined {
  return paths.find((path) => path && existsSync(path))
}
