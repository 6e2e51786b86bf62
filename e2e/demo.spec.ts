import type { Page } from '@playwright/test'
import { expect, test } from './browser/fixtures.ts'
import type { App } from './support/app.ts'
import { seed } from './support/seed.ts'

// `npm run seed`: whoever presses the one button that a state offers gets on, or reads what is really the matter.

/** The button that leads to Qonto and back. */
const thereAndBack = async (app: App) => {
  await app.bank.agree()
  await app.arrivesAtConnection()
}
const stays = async () => {}

const WAYS: Array<
  [organization: string, state: string, button: string, way: (app: App) => Promise<void>, then: string]
> = [
  ['Papeterie Bleue SARL', 'Working', 'Check now', stays, 'Working'],
  ['Kaffeerösterei Nordlicht', 'Disconnected', 'Connect again', thereAndBack, 'Working'],
  ['Werkhof Linde GmbH', 'Working with limits', 'Allow more', thereAndBack, 'Working'],
  ['Studio Ponente S.r.l.', 'Ends soon', 'Reconnect', thereAndBack, 'Working'],
  ['Cooperativa del Faro', 'Having trouble', 'Try now', stays, 'Working'],
  ['Imprimerie du Canal SAS', 'Re-authorise soon', 'Re-authorise', thereAndBack, 'Working'],
  ['Fahrradkontor Elbe e.K.', 'Reconnect needed', 'Reconnect', thereAndBack, 'Working'],
  ['Talleres Norte S.L.', 'Paused by you', 'Resume', stays, 'Working'],
  ['Vivaio Collina Verde', 'Disconnected', 'Try again', stays, 'Disconnected'],
]

/** Those whose way on is somebody else's leads to the set-up page, which names the cause, and back to a button that helps. */
const SETUP: Array<[organization: string, state: string, link: string, cause: string, button: string]> = [
  [
    'Librería Mediodía S.L.',
    'Setup problem',
    'See what is wrong',
    'Qonto does not accept the app credentials of this dashboard.',
    'Check now',
  ],
  [
    'Atelier Cendre et Sel',
    'Cannot read stored tokens',
    'Get help',
    'If that key is lost for good, re-authorise each connection that cannot be read.',
    'Re-authorise',
  ],
]

/** What can only be said of a connection that works; every sentence in every state: `app/connections/[id]/verdict.test.tsx`. */
const ONLY_OF_THE_LIVING =
  /\b(is|are) granted\b|Nothing is missing|^(Verified|Stored, with automatic renewal|Next automatic renewal)|tells Mooring at once/m
const OVER = ['Disconnected', 'Reconnect needed', 'Cannot read stored tokens']

test('every state of the demo has a button that leads on', async ({ app, page, baseURL }, testInfo) => {
  test.setTimeout(120_000)
  await seed(baseURL ?? '', testInfo.outputPath('data'))
  await app.openStartPage()
  await app.connectWithQonto()
  await app.bank.signInAs('Amira')
  await app.bank.agree({ organization: 'Papeterie Bleue' })
  await app.arrivesAtConnection()
  const controlRoom = page.getByRole('link', { name: 'Control room of the simulator' })
  await expect(controlRoom).toHaveAttribute('href', process.env.E2E_SIMULATOR_URL ?? '')

  await test.step('every page of every state says the verdict, and nothing against it', async () => {
    for (const [organization, state] of [...WAYS, ...SETUP]) {
      await app.searchConnections(organization)
      const home = await page.getByRole('link', { name: organization }).getAttribute('href')
      for (const tab of ['', '/permissions', '/identity', '/activity']) {
        const text = await textOf(page, `${home}${tab}`)
        expect(text, `${organization}${tab}`).toContain(`\n${state}`)
        if (OVER.includes(state)) expect(text, `${organization}${tab}`).not.toMatch(ONLY_OF_THE_LIVING)
      }
    }
  })

  for (const [organization, state, link, cause, button] of SETUP)
    await test.step(`${state}: ${link}`, async () => {
      await open(app, organization, state)
      await app.verdict.getByRole('link', { name: link }).click()
      await expect(page.getByRole('heading', { name: 'Setup', exact: true })).toBeVisible()
      // What the page found out for somebody else a moment ago it shows for a quarter of a minute.
      await expect(async () => {
        await page.getByRole('link', { name: 'Test again' }).click()
        await expect(page.getByText(cause)).toBeVisible({ timeout: 2_000 })
      }).toPass({ timeout: 20_000 })
      await open(app, organization, state)
      await app.press(button)
      if (button === 'Re-authorise') await thereAndBack(app)
      await expect(app.verdict).toContainText('Working', { timeout: 20_000 })
    })

  for (const [organization, state, button, way, then] of WAYS)
    await test.step(`${state}: ${button}`, async () => {
      await open(app, organization, state)
      await app.verdict.getByRole('button', { name: button, exact: true }).click()
      await way(app)
      await expect(app.verdict).toContainText(then, { timeout: 20_000 })
      await expect(app.organization).toHaveText(organization)
    })
  await expect(app.receipt).toContainText('Every step that was needed is confirmed.', { timeout: 30_000 })
})

/** The words of a page, those of each element on a line of their own. */
async function textOf(page: Page, path: string): Promise<string> {
  const html = await (await page.request.get(path)).text()
  const words = html.replaceAll(/<(script|title)\b.*?<\/\1>/gs, '').replaceAll(/<!--.*?-->/g, '')
  return words.replaceAll(/<[^>]+>/g, '\n').replaceAll(/\n\s*/g, '\n')
}

async function open(app: App, organization: string, state: string): Promise<void> {
  await app.searchConnections(organization)
  await app.page.getByRole('link', { name: organization }).click()
  await expect(app.verdict).toContainText(state)
}
