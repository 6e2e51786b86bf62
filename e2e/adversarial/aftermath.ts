import { appendFileSync } from 'node:fs'
import { expect } from '#e2e/browser/fixtures'
import type { Database } from '#e2e/support/database'
import type { Simulator } from '#e2e/support/simulator'
import { findTraces } from '#e2e/support/traces'
import type { Transcript } from '#e2e/support/transcript'
import { SIMULATOR_APP } from '#lib/env'
import type { Logs } from './logs.ts'
import { unknownChains } from './stored-tokens.ts'

interface Scene {
  simulator: Simulator
  database: Database
  logs: Logs
  /** The dashboard's key ring, to open what it has sealed. */
  keys: string
  transcript: Transcript
  origin: string
}

/**
 * What holds after every case (security.md 8.1): the dashboard answers, nothing escaped into its log, every refresh
 * token that Qonto would still take is one that we keep or are about to revoke, and no secret lies anywhere.
 */
export class Aftermath {
  private readonly scene: Scene
  private orphans = 0

  constructor(scene: Scene) {
    this.scene = scene
  }

  /** Chains that nobody but Qonto knows of, because the answer that named them never arrived. They expire by themselves. */
  leavesOrphans(count: number): void {
    this.orphans = count
  }

  async check(): Promise<void> {
    await this.isAlive()
    await this.lostNothing()
    // J08: endpoints are configured, so nobody has to trust a document.
    expect(await this.scene.simulator.requests('discovery'), 'requests for discovery').toEqual([])
    this.saidNothingWrong()
    await this.toldNoSecret()
  }

  private async isAlive(): Promise<void> {
    const health = async () => (await fetch(`${this.scene.origin}/api/ready`).catch(() => null))?.status
    await expect.poll(health, { message: 'the dashboard answers', timeout: 15_000 }).toBe(200)
  }

  private async lostNothing(): Promise<void> {
    const { simulator, database, keys } = this.scene
    const unknown = () => unknownChains(simulator, database, keys)
    await expect
      .poll(unknown, { message: 'chains that live at Qonto and that nobody here knows', timeout: 5_000 })
      .toBe(this.orphans)
  }

  private saidNothingWrong(): void {
    expect(this.scene.logs.strays(), 'output that is no log line').toEqual([])
    for (const { msg } of this.scene.logs.lines()) expect(msg).toMatch(/^[a-z0-9_]+$/)
  }

  private async toldNoSecret(): Promise<void> {
    const { simulator, database, logs, transcript } = this.scene
    const secrets = new Map<string, string>([['client secret', SIMULATOR_APP.clientSecret]])
    for (const [index, value] of (await simulator.secrets()).entries())
      secrets.set(`${value.slice(0, 7)} ${index}`, value)
    for (const [index, value] of transcript.sessions().entries()) secrets.set(`session ${index}`, value)
    const answers = await transcript.answers()
    for (const { path, text } of answers) expect(findTraces(text, secrets), `in an answer of ${path}`).toEqual([])
    for (const [index, value] of transcript.states().entries()) secrets.set(`state ${index}`, value)
    expect(findTraces(logs.text(), secrets), 'in the log').toEqual([])
    expect(findTraces(await database.everythingAsText(), secrets), 'in the database').toEqual([])
    this.remember(secrets)
  }

  /** For the search through everything at the end of the run. */
  private remember(secrets: ReadonlyMap<string, string>): void {
    const file = process.env.E2E_SECRETS_FILE
    if (file) appendFileSync(file, `${[...secrets.values()].join('\n')}\n`, { mode: 0o600 })
  }
}
