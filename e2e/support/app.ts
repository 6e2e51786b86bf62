import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page } from '@playwright/test'
import type { Database } from './database.ts'
import { type HttpClient, SESSION_COOKIE } from './http-client.ts'
import { SimulatedBank } from './simulated-bank.ts'
import type { Wish } from './simulator.ts'

export type Tab = 'Overview' | 'Permissions' | 'Identity' | 'Activity'

/** The words in which the dashboard is used: what a person sees and does. */
export class App {
  readonly page: Page
  readonly bank: SimulatedBank

  constructor(page: Page) {
    this.page = page
    this.bank = new SimulatedBank(page)
  }

  async openStartPage(): Promise<void> {
    await this.page.goto('/')
  }

  async openConnections(): Promise<void> {
    await this.page.goto('/connections')
  }

  /** The list, with what has a word in its name or its labels. */
  async searchConnections(words: string): Promise<void> {
    await this.page.goto(`/connections?${new URLSearchParams({ q: words })}`)
  }

  async openConnection(id: string, tab: Tab = 'Overview'): Promise<void> {
    await this.page.goto(`/connections/${id}${tab === 'Overview' ? '' : `/${tab.toLowerCase()}`}`)
  }

  async goToTab(tab: Tab): Promise<void> {
    await this.page.getByRole('link', { name: tab, exact: true }).click()
    await expect(this.page.getByRole('link', { name: tab, exact: true })).toHaveAttribute('aria-current', 'page')
  }

  /** Follows a link to a file: what it is called, and what is in it. */
  async download(name: string): Promise<{ file: string; text: string }> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('link', { name, exact: true }).click(),
    ])
    return { file: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  async connectWithQonto(): Promise<void> {
    await this.press('Connect with Qonto')
  }

  /** From the start page to the connection, through the bank's pages. */
  async signIn(person: string, wish: Wish = {}): Promise<string> {
    await this.openStartPage()
    await this.connectWithQonto()
    await this.bank.signInAs(person)
    await this.bank.agree(wish)
    return this.arrivesAtConnection()
  }

  /** Skips the way to the bank, for tests about what comes after it. */
  async isSignedInAs(client: HttpClient, person: string, wish: Wish = {}): Promise<string> {
    const { location } = await client.signIn(person, wish)
    await this.takesOverSessionOf(client)
    return location.split('/').at(-1) ?? ''
  }

  async takesOverSessionOf(client: HttpClient): Promise<void> {
    const url = new URL(this.page.url() === 'about:blank' ? client.origin : this.page.url()).origin
    await this.page.context().addCookies([{ name: SESSION_COOKIE, value: client.sessionToken ?? '', url }])
  }

  async arrivesAtConnection(): Promise<string> {
    await this.page.waitForURL(/\/connections\/[0-9a-f-]{36}$/)
    return this.page.url().split('/').at(-1) ?? ''
  }

  get organization(): Locator {
    return this.page.getByRole('heading', { level: 1 })
  }

  /** The label of the verdict with its sentence. */
  get verdict(): Locator {
    return this.page.locator('section[aria-labelledby=verdict]')
  }

  get receipt(): Locator {
    return this.page.locator('section[aria-labelledby=receipt-title]')
  }

  /** The entries of the log. */
  get activity(): Locator {
    return this.page.getByRole('main').locator('ol > li')
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  async openDisconnectDialog(): Promise<void> {
    await this.press('Disconnect…')
    await expect(this.dialog).toBeVisible()
  }

  async disconnect(): Promise<void> {
    await this.openDisconnectDialog()
    await this.dialog.getByRole('button', { name: /^Disconnect / }).click()
    await expect(this.receipt).toBeVisible({ timeout: 30_000 })
  }

  async openAccount(): Promise<void> {
    await this.page.goto('/account')
  }

  async openDeleteDialog(): Promise<void> {
    await this.press('Delete my account…')
    await expect(this.dialog).toBeVisible()
  }

  async deleteAccount(): Promise<void> {
    await this.openDeleteDialog()
    await this.dialog.getByRole('button', { name: 'Delete account' }).click()
    await this.seesGoodbye()
  }

  async seesGoodbye(): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText('Your account is deleted')
    await expect(this.page.getByRole('button', { name: 'Sign out' })).toHaveCount(0)
  }

  async signOut(): Promise<void> {
    await this.press('Sign out')
    await this.isSignedOut()
  }

  async isSignedOut(): Promise<void> {
    await expect(this.page.getByRole('button', { name: 'Connect with Qonto' })).toBeVisible()
    await expect(this.page.getByRole('button', { name: 'Sign out' })).toHaveCount(0)
  }

  /** The error page with this code, a reference and one safe way on. */
  async signInFailsWith(code: string): Promise<void> {
    await this.page.waitForURL(new RegExp(`/sign-in/error\\?error=${code}&ref=`))
    const reference = new URL(this.page.url()).searchParams.get('ref') ?? ''
    expect(reference).toMatch(/^[A-Z0-9-]{6,20}$/i)
    // Exactly: Next tells screen readers the page's title, in which the same words stand.
    await expect(this.page.getByText('Signing in did not work', { exact: true })).toBeVisible()
    await expect(this.page.getByText(reference, { exact: true })).toBeVisible()
    await expect(this.page.getByRole('main').getByRole('button')).toHaveCount(1)
  }

  /** The way on that the error page offers. The bank still knows who they are. */
  async startsAgain(wish: Wish = {}): Promise<string> {
    await this.press('Start again')
    await this.bank.agree(wish)
    return this.arrivesAtConnection()
  }
}

/** The dashboard and the bank agree that nothing can be used any more. */
export async function expectErased(database: Database, liveTokens: () => Promise<string[]>): Promise<void> {
  const row = await database.onlyConnection()
  expect(row).toMatchObject({
    status: 'disconnected',
    access_token_sealed: null,
    refresh_token_sealed: null,
    id_token_sealed: null,
  })
  expect(await liveTokens()).toEqual([])
}
