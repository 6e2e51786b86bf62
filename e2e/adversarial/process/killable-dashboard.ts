import pg from 'pg'
import { type Hold, hold } from '#e2e/chaos/hold'
import { startDashboard, type TestedDashboard } from '#e2e/runner/dashboard'
import { type Database, openDatabase } from '#e2e/support/database'
import { dataFiles } from '#scripts/command/data-directory'
import { readSecrets } from '#scripts/launch/secrets'

/** A built dashboard of our own, to be killed and started again in the same place. */
export class KillableDashboard {
  readonly keys: string
  readonly database: Database
  private running: TestedDashboard
  private isRunning = true

  private constructor(dashboard: TestedDashboard, keys: string) {
    this.running = dashboard
    this.keys = keys
    this.database = openDatabase(dashboard.databaseUrl)
  }

  static async start(): Promise<KillableDashboard> {
    const dashboard = await startDashboard(AbortSignal.any([]), { logFile: logFile() })
    const secrets = await readSecrets(dataFiles(dashboard.data).secrets)
    return new KillableDashboard(dashboard, secrets?.TOKEN_ENCRYPTION_KEYS ?? '')
  }

  get dashboard(): TestedDashboard {
    return this.running
  }

  /** `kill -9` of the launcher: the dashboard is gone at once, PostgreSQL stays behind. */
  async kill(): Promise<void> {
    this.isRunning = false
    await this.running.kill()
  }

  /** Starts again where it ended. */
  async restart(): Promise<void> {
    this.running = await startDashboard(AbortSignal.any([]), { logFile: logFile(), place: this.running.place })
    this.isRunning = true
  }

  /**
   * Writes to a table wait, reads do not.
   * @param by a part of the statement that is meant to run into it; the jobs write as well
   */
  async holdWrites(table: string, by: string): Promise<Hold> {
    const session = new pg.Client({ connectionString: this.running.databaseUrl })
    session.on('error', () => undefined)
    await session.connect()
    return hold(session, `LOCK TABLE ${table} IN EXCLUSIVE MODE`, { by })
  }

  async end(): Promise<void> {
    // What was killed leaves a PostgreSQL behind, which only a launcher in its place takes along.
    if (!this.isRunning) await this.restart()
    await this.database.close()
    await this.running.stop()
  }
}

function logFile(): string {
  return process.env.E2E_LOG_FILE ?? ''
}
