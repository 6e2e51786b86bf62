import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { hasButton, readForm, readText } from '#e2e/browser/forms'
import type { Stage } from '#e2e/chaos/stage'
import { startDashboard } from '#e2e/runner/dashboard'
import { type Database, openDatabase } from '#e2e/support/database'
import { HttpClient } from '#e2e/support/http-client'
import { type Simulator, simulatorAt } from '#e2e/support/simulator'
import { Refusal } from '#server/refusal'

/** One installation: a built dashboard on a database. */
export interface Site {
  database: Database
  simulator: Simulator
  browser(): HttpClient
  /** The browser of somebody who is signed in elsewhere on what this database is a copy of. */
  sameBrowser(other: HttpClient): HttpClient
  problems(): Promise<string[]>
  /** Has the background work do what is due, and waits until it has. */
  workIsDue(): Promise<void>
  stop(): Promise<number>
}

/** @param keys the key ring; that of the stage when absent */
export async function openSite(stage: Stage, url: string, keys?: string): Promise<Site> {
  const { env, running } = stage
  const names = ['QONTO_OAUTH_URL', 'QONTO_API_URL', 'NEXTAUTH_SECRET', 'TOKEN_ENCRYPTION_KEYS']
  const shared = Object.fromEntries(names.map((name) => [name, env[name] ?? '']))
  const logFile = join(tmpdir(), `drill-${process.pid}.log`)
  const dashboard = await startDashboard(running.signal, {
    logFile,
    env: { ...shared, DATABASE_URL: url, ...(keys && { TOKEN_ENCRYPTION_KEYS: keys }) },
  })
  const [database, simulator] = [openDatabase(url), simulatorAt(stage.qonto.url)]
  const stop = async () => {
    await database.close().catch(() => {})
    const code = await dashboard.stop()
    await rm(logFile, { force: true })
    return code
  }
  await running.undo.add('A dashboard', async () => void (await stop()))
  const browser = () => new HttpClient(dashboard.url, simulator)
  return {
    ...{ database, simulator, browser, stop },
    sameBrowser(other) {
      const same = browser()
      for (const [name, value] of other.cookies) same.cookies.set(name, value)
      return same
    },
    problems: async () => (await (await fetch(`${dashboard.url}/api/health`)).json()).problems,
    workIsDue: () => workIsDue(url, database),
  }
}

async function workIsDue(url: string, database: Database): Promise<void> {
  const { Pool } = (await import('pg')).default
  const pool = new Pool({ connectionString: url, max: 1 })
  const ask = async (text: string) => (await pool.query<{ count: number }>(text)).rows[0]?.count ?? 0
  const done = `SELECT count(*)::int AS count FROM pgboss.job WHERE name = 'due-work' AND state = 'completed'`
  try {
    const before = await ask(done)
    await pool.query(`UPDATE connections SET access_expires_at = now(), next_attempt_at = NULL, due_at = now()`)
    // The first to end may have begun before anything was due.
    for (let waited = 0; (await ask(done)) < before + 2; waited += 1) {
      if (waited > 240) throw new Refusal('The background work does not run.')
      await database.askForDueWork()
      await wait(500)
    }
  } finally {
    await pool.end()
  }
}

const CHECK = /^(Check now|Try now)$/

/** What a person reads after pressing the button that proves a connection, whoever pressed it a moment ago; without it, as it is. */
export async function check(site: Site, browser: HttpClient, id: string): Promise<string> {
  await site.database.letTurnsCome()
  const html = await (await browser.get(`/connections/${id}`)).text()
  if (!hasButton(html, CHECK)) return readText(html)
  return readText(await (await browser.submit(`/connections/${id}`, readForm(html, CHECK))).text())
}

export async function page(browser: HttpClient, path: string): Promise<string> {
  return readText(await (await browser.get(path)).text())
}
