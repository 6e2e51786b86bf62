import { appendFileSync } from 'node:fs'
import { SIMULATOR_APP } from '#lib/env'
import type { Database } from '../database.ts'
import { expect } from '../fixtures.ts'
import type { LedgerEntry, Simulator } from '../simulator.ts'
import { findTraces } from '../traces.ts'
import type { Transcript } from '../transcript.ts'
import type { Logs } from './logs.ts'
import { storedRefreshTokens } from './stored-tokens.ts'

interface Scene {
  simulator: Simulator
  database: Database
  logs: Logs
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
    this.saidNothingWrong()
    await this.toldNoSecret()
  }

  private async isAlive(): Promise<void> {
    const health = async () => (await fetch(`${this.scene.origin}/api/health`).catch(() => null))?.status
    await expect.poll(health, { message: 'the dashboard answers', timeout: 15_000 }).toBe(200)
  }

  private async lostNothing(): Promise<void> {
    const unknown = async () => {
      const kept = await storedRefreshTokens(this.scene.database, this.scene.keys)
      return (await this.liveChains()).filter((chain) => !chain.some(({ fingerprint }) => kept.has(fingerprint))).length
    }
    await expect
      .poll(unknown, { message: 'chains that live at Qonto and that nobody here knows', timeout: 5_000 })
      .toBe(this.orphans)
  }

  /** The live refresh tokens by grant: within the grace, a chain may have several. */
  private async liveChains(): Promise<LedgerEntry[][]> {
    const live = (await this.scene.simulator.ledger()).filter(({ kind, live }) => kind === 'refresh' && live)
    return [...Map.groupBy(live, ({ grantId }) => grantId).values()]
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
