import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { startDashboard, type TestedDashboard } from '#e2e/runner/dashboard'
import { findBrowser } from '#e2e/runner/find-browser'
import { withFolder } from '#e2e/runner/with-folder'
import { contactSheet } from '#e2e/screenshots/contact-sheet'
import { documentedSights, type Sight, sightsOf } from '#e2e/screenshots/pages'
import type { States } from '#e2e/screenshots/states'
import { open, openBrowser, openContext, type Picture, take, takeAll } from '#e2e/screenshots/take'
import { SPOKEN } from '#i18n/messages'
import { readArguments } from '#scripts/command/arguments'
import { dataFiles } from '#scripts/command/data-directory'
import { type Running, runCommand } from '#scripts/command/run-command'
import { readSecrets } from '#scripts/launch/secrets'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'
import { complain, progress, say } from '#server/terminal'

const DOCUMENTED_WIDTH = 1100

const HELP = `
Usage: npm run screenshots [-- --out DIR] [--only FILTER] [--language TAG]
       npm run screenshots -- --docs

Pictures of every page in every state, at 320, 390, 768 and 1440 pixels, light and dark, on a dashboard of its own, and a
page with all of them: index.html. Exit code 1 when a page scrolls sideways, has a scrollbar for nothing or a button that
does not fit its text, or when axe finds something.

  --out DIR       where to; screenshots/ when absent
  --only FILTER   those with this in their name
  --language TAG  as a browser of this language sees them, for example de; all: every language that is spoken
  --docs          the two pictures of the README instead, into docs/screenshots
  --help          this text
`

await runCommand(async (running) => {
  const { values } = readArguments(
    {
      out: { type: 'string', default: join(CHECKOUT, 'screenshots') },
      only: { type: 'string', default: '' },
      language: { type: 'string', default: 'en-GB' },
      docs: { type: 'boolean', default: false },
    },
    HELP,
  )
  const executable = await findBrowser()
  return withFolder(async (folder) => {
    const dashboard = await progress('Starting a dashboard', () =>
      startDashboard(running.signal, { logFile: join(folder, 'dashboard.log') }),
    )
    await running.undo.add('The dashboard', async () => void (await dashboard.stop()))
    const makeStates = await prepare(running, dashboard)
    const browser = await openBrowser(executable)
    await running.undo.add('The browser', () => browser.close())
    const camera: Camera = { running, browser, url: dashboard.url, language: values.language }
    return values.docs ? document(camera, await makeStates()) : takeEverything(camera, makeStates, values)
  })
})

interface Camera {
  running: Running
  browser: Browser
  url: string
  language: string
}

/** The states are made by the code of the dashboard, in this process, in its database; anew for each language, as looking changes some. */
async function prepare(
  { undo }: Running,
  { data, url, simulatorUrl, databaseUrl }: TestedDashboard,
): Promise<() => Promise<States>> {
  const secrets = await readSecrets(dataFiles(data).secrets)
  Object.assign(process.env, {
    // Silences the log: the failures of the seed are intended.
    ...{ NODE_ENV: 'test', QONTO_ENVIRONMENT: 'simulator', QONTO_OAUTH_URL: simulatorUrl, QONTO_API_URL: simulatorUrl },
    ...{ NEXTAUTH_URL: url, DATABASE_URL: databaseUrl },
    ...{ NEXTAUTH_SECRET: secrets?.NEXTAUTH_SECRET, TOKEN_ENCRYPTION_KEYS: secrets?.TOKEN_ENCRYPTION_KEYS },
  })
  const [{ db }, { makeStates }] = await Promise.all([import('#lib/db'), import('#e2e/screenshots/states')])
  await undo.add('The database connection', () => db().$disconnect())
  return () => progress('Making every state', makeStates)
}

async function takeEverything(
  camera: Camera,
  makeStates: () => Promise<States>,
  { out, only }: { out: string; only: string },
): Promise<number> {
  const languages = camera.language === 'all' ? SPOKEN : [camera.language]
  let wrong = 0
  for (const language of languages) {
    const folder = languages.length > 1 ? join(out, language) : out
    wrong += await takeLanguage({ ...camera, language }, await makeStates(), { out: folder, only })
  }
  return wrong === 0 ? 0 : 1
}

/** @returns how much is wrong */
async function takeLanguage(
  camera: Camera,
  states: States,
  { out, only }: { out: string; only: string },
): Promise<number> {
  const sights = sightsOf(states).filter(({ name }) => name.includes(only))
  if (sights.length === 0) throw new Refusal(`No page has ${only} in its name.`)
  await mkdir(out, { recursive: true })
  const pictures: Picture[] = []
  await progress(`Looking at ${sights.length} pages in ${camera.language}`, async () => {
    for (const sight of sights)
      pictures.push(...(await look(camera, states, sight, (page) => takeAll(page, sight, out))))
  })
  await writeFile(join(out, 'index.html'), contactSheet(pictures))
  const wrong = pictures.flatMap(({ file, problems }) => problems.map((problem) => `${file} ${problem}`))
  for (const line of wrong) complain(line)
  say(`${pictures.length} pictures: ${join(out, 'index.html')}`)
  return wrong.length
}

async function document(camera: Camera, states: States): Promise<number> {
  for (const sight of documentedSights(states))
    await look(camera, states, sight, async (page) => {
      await open(page, sight)
      const file = join(CHECKOUT, 'docs/screenshots', `${sight.name}.png`)
      await take(page, sight, { width: DOCUMENTED_WIDTH, theme: sight.theme, file })
      say(file)
    })
  return 0
}

/** With a browser that knows nothing of other pages. */
async function look<Value>(
  { running, browser, url, language }: Camera,
  states: States,
  { as }: Sight,
  work: (page: Page) => Promise<Value>,
): Promise<Value> {
  running.signal.throwIfAborted()
  const context = await openContext(browser, { origin: url, language, token: as && states.sessions[as] })
  return work(await context.newPage()).finally(() => context.close())
}
