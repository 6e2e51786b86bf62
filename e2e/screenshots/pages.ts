import type { Page } from '@playwright/test'
import { SIGN_IN_ERRORS } from '#lib/auth/transaction/sign-in-errors'
import type { States, Viewer } from './states.ts'

/** A page in a state. */
export interface Sight {
  /** The name of its pictures. */
  name: string
  path: string
  /** Who looks; nobody who is signed in when absent. */
  as?: Viewer
  /** What happens before the picture. In no words of the page: they differ by language. */
  act?(page: Page): Promise<unknown>
  /** The picture has the top of the page only, so many pixels high. */
  height?: number
}

const unfold = (page: Page) =>
  page.locator('details').evaluateAll((all) => {
    for (const one of all) one.setAttribute('open', '')
  })
const press = (within: string) => (page: Page) => page.locator(`${within} button[type=submit]`).first().click()
const openDialog = (page: Page) => page.locator('button[command="show-modal"]').first().click()

/** Everything that there is to see. A new page or state is a line here. */
export function sightsOf({ connections, links }: States): Sight[] {
  const at = (state: string, tab = '') => `/connections/${connections.get(state)}${tab}`
  const demo = 'demo' as const
  return [
    { name: 'start', path: '/' },
    { name: 'connections', path: '/connections', as: demo },
    { name: 'connections-many', path: '/connections', as: 'many' },
    { name: 'connections-none', path: '/connections', as: 'newcomer' },
    ...[...connections.keys()].map((state) => ({ name: `connection-${state}`, path: at(state), as: demo })),
    { name: 'connection-disconnect', path: at('ok'), as: demo, act: openDialog, height: 900 },
    { name: 'connection-unfolded', path: at('ok'), as: demo, act: unfold },
    ...['ok', 'limited', 'gone'].flatMap((state) =>
      ['permissions', 'identity', 'activity'].map((tab) => ({
        ...{ name: `connection-${state}-${tab}`, path: at(state, `/${tab}`), as: demo },
        act: unfold,
      })),
    ),
    { name: 'connection-unknown', path: '/connections/00000000-0000-7000-8000-000000000000', as: demo },
    { name: 'notifications', path: '/notifications', as: demo },
    { name: 'notifications-unfolded', path: '/notifications', as: demo, act: unfold },
    { name: 'notifications-none', path: '/notifications', as: 'newcomer' },
    { name: 'api-keys', path: '/api-keys', as: demo },
    { name: 'api-keys-unfolded', path: '/api-keys', as: demo, act: unfold },
    {
      ...{ name: 'api-keys-made', path: '/api-keys', as: demo },
      act: async (page) => {
        await page.locator('main input[name=name]').fill('Bookkeeping')
        await press('main form:has(input[name=name])')(page)
        await page.locator('main output, main code').first().waitFor()
      },
    },
    { name: 'api-keys-none', path: '/api-keys', as: 'newcomer' },
    { name: 'api-reference', path: '/api-reference', height: 3_000 },
    {
      ...{ name: 'api-reference-call', path: '/api-reference', height: 3_000 },
      act: (page) => page.locator('summary h3').first().click(),
    },
    { name: 'sessions', path: '/sessions', as: demo },
    { name: 'account', path: '/account', as: demo },
    { name: 'account-delete', path: '/account', as: demo, act: openDialog, height: 900 },
    { name: 'account-join', path: '/account/join', as: demo },
    { name: 'setup', path: '/setup' },
    { name: 'setup-signed-in', path: '/setup', as: demo },
    { name: 'status-all', path: links.all },
    { name: 'status-one', path: links.one },
    { name: 'status-over', path: '/status/nothing' },
    { name: 'mail-confirm', path: links.confirm },
    { name: 'mail-confirm-over', path: '/mail/confirm/over' },
    { name: 'mail-confirmed', path: '/mail/confirmed' },
    { name: 'mail-unsubscribe', path: links.unsubscribe },
    { name: 'mail-unsubscribe-unknown', path: '/mail/unsubscribe/unknown' },
    { name: 'not-found', path: '/nowhere' },
    { name: 'not-found-signed-in', path: '/nowhere', as: demo },
    ...SIGN_IN_ERRORS.map((error) => ({
      name: `sign-in-error-${error}`,
      path: `/sign-in/error?error=${error}&ref=ABCD-EFGH`,
    })),
    // Last: the account of the newcomer is gone then.
    {
      ...{ name: 'goodbye', path: '/account', as: 'newcomer' },
      act: async (page) => {
        await openDialog(page)
        await press('dialog[open]')(page)
        await page.waitForURL('**/goodbye?*')
      },
    },
  ]
}

/** The pictures of the README. */
export function documentedSights({ connections }: States): Array<Sight & { theme: 'light' | 'dark' }> {
  return [
    {
      ...{ name: 'connection-light', theme: 'light', height: 900 },
      ...{ path: `/connections/${connections.get('ok')}`, as: 'demo' },
    },
    { name: 'connections-dark', theme: 'dark', height: 760, path: '/connections', as: 'demo' },
  ]
}
