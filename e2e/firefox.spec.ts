import { Firefox } from './browser/firefox.ts'
import { expect, test } from './browser/fixtures.ts'
import { needlessScrollbars } from './browser/scrollbars.ts'

const path = process.env.E2E_FIREFOX
const WIDTHS = [390, 1440]

test('Firefox goes the whole way: sign in, look around, pause, resume, disconnect', async ({ baseURL, database }) => {
  test.skip(!path, 'There is no Firefox: install firefox-esr, or set E2E_FIREFOX.')
  const firefox = await Firefox.start(path ?? '')
  try {
    await firefox.open(baseURL ?? '')
    await firefox.press('Connect with Qonto')
    await firefox.press('Camille Rousseau')
    await firefox.press('Allow access')
    await firefox.sees('The connection works.')
    const { id } = await database.onlyConnection()
    expect(await firefox.ask('document.title')).toBe('Atelier Lumen SAS: Working · Overview · Mooring')
    for (const [tab, text] of [
      ['Permissions', '4 permissions are granted.'],
      ['Identity', 'Verified'],
      ['Activity', 'The organisation was connected.'],
      ['Overview', 'The connection works.'],
    ] as const) {
      await firefox.press(tab)
      await firefox.sees(text)
      for (const width of WIDTHS) {
        await firefox.resize(width, 900)
        expect(await firefox.ask(`(${needlessScrollbars})().join()`), `${tab} ${width}`).toBe('')
      }
    }
    await firefox.press('Pause')
    await firefox.sees('You paused this connection.')
    await firefox.press('Resume')
    await firefox.sees('The connection works.')
    await firefox.press('Disconnect…')
    await firefox.sees('What can be undone')
    await firefox.press('Disconnect organisation')
    await firefox.sees('This connection was ended.')
    expect((await database.onlyConnection()).status).toBe('disconnected')
    await firefox.open(`${baseURL}/connections/${id}/permissions`)
    await firefox.sees('The connection has ended.')
  } finally {
    await firefox.close()
  }
})
