import { expect } from '#e2e/browser/fixtures'
import { hasButton, readSection, readText } from '#e2e/browser/forms'
import type { ConnectionRow } from '#e2e/support/database'
import type { HttpClient } from '#e2e/support/http-client'
import type { World } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'

/** Both names of the button that proves a connection. */
export const CHECK = /^(Check now|Try now)$/
export const DISCONNECT = /^Disconnect (?!…)/
const WORKS = 'Done. Qonto answered, and it works.'

/** The life of one connection after the consent, seen from outside: what one presses, reads, and finds stored. */
export class Life {
  readonly world: World
  readonly path: string

  constructor(world: World, path: string) {
    this.world = world
    this.path = path
  }

  get client(): HttpClient {
    return this.world.client
  }

  row(): Promise<ConnectionRow> {
    return this.world.database.onlyConnection()
  }

  async page(tab = ''): Promise<string> {
    return (await this.client.get(`${this.path}${tab}`)).text()
  }

  /** The verdict with its line, and what was said about the button that was pressed. */
  async verdict(): Promise<string> {
    return readSection(await this.page(), 'verdict') ?? ''
  }

  async receipt(): Promise<string> {
    return readSection(await this.page(), 'receipt-title') ?? ''
  }

  async offers(button: RegExp): Promise<boolean> {
    return hasButton(await this.page(), button)
  }

  /** Presses a button; everything that one reads on the page that comes back. */
  async press(button: RegExp): Promise<string> {
    return readText(await (await this.client.press(this.path, button)).text())
  }

  /** The access token is over, here and at the bank. */
  async accessRunsOut(): Promise<void> {
    await this.world.simulator.expire('access')
    await this.world.database.letAccessExpire()
  }

  /** *Check now*, whoever has just asked. */
  async checkNow(): Promise<string> {
    await this.world.database.letTurnsCome()
    return this.press(CHECK)
  }

  /** It proves to work, within the time of a few tries. */
  async recovers(): Promise<void> {
    await expect.poll(() => this.checkNow(), { timeout: 15_000, intervals: [50, 200, 500] }).toContain(WORKS)
  }

  /** Time passes for what is being tried, here and at the bank. */
  async timePasses(seconds: number): Promise<void> {
    await this.world.simulator.advanceClock(seconds)
    await this.world.database.letAttemptsAge(seconds)
  }

  async refreshRequests(): Promise<number> {
    return (await this.world.simulator.requests('refresh')).length
  }

  /** How often the bank's data was asked for. */
  async apiCalls(): Promise<number> {
    const { simulator } = this.world
    const seen = await Promise.all(['organization', 'membership', 'bank_accounts'].map((at) => simulator.requests(at)))
    return seen.flat().length
  }

  /** Outcomes of all attempts to renew, oldest first. */
  async attempts(): Promise<Array<string | null>> {
    return (await this.world.database.rotations()).map(({ outcome }) => outcome)
  }

  async fails(failure: Failure): Promise<void> {
    await this.world.simulator.fail(failure)
  }
}
