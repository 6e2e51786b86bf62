import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestedDashboard } from '#e2e/runner/dashboard'
import { dataFiles } from '#scripts/command/data-directory'
import { align, say } from '#server/terminal'
import { openDatabase } from '../support/database.ts'

/** What is left after a run, and what must be in none of it. */
export interface Places {
  secretsFile: string
  report: string
  dashboards: Array<Pick<TestedDashboard, 'logFile' | 'databaseUrl' | 'data'>>
}

// Anything that a secret could be: ours and Qonto's are at least this long and of these letters.
const WORDS = /[A-Za-z0-9._~+/=-]{16,}/g
const SHAPES = /ory_(?:at|rt|ac)_[\w-]{8,}|eyJ[\w-]{10,}\.eyJ[\w-]+\./g

/**
 * Searches everything that a run leaves behind for every secret that it met: the dashboards' logs, PostgreSQL's logs, the
 * databases, the runner's report and its traces. Each case has looked more closely (hex, base64) at its own part already.
 * @returns how many places hold one
 */
export async function findLeaks(places: Places): Promise<number> {
  const secrets = new Set((await readFile(places.secretsFile, 'utf8').catch(() => '')).split('\n').filter(Boolean))
  const together = async (from: (dashboard: Places['dashboards'][number]) => Promise<string>) =>
    (await Promise.all(places.dashboards.map(from))).join('\n')
  const texts: Array<[string, string]> = [
    ['log of the dashboard', await together(({ logFile }) => read(logFile))],
    ['log of PostgreSQL', await together(({ data }) => read(dataFiles(data).postgresLog))],
    ['report of the run', await read(places.report)],
    ['traces and attachments', await readFolder('test-results')],
    ['database', await together(({ databaseUrl }) => dump(databaseUrl))],
  ]
  const rows = texts.map(([name, text]): [string, number, number] => [name, text.length, countLeaks(text, secrets)])
  const lines = rows.map(([name, size, found]): [string, string] => [
    name,
    `${found} found in ${Math.ceil(size / 1024)} kB`,
  ])
  say(`\nSearch for ${secrets.size} secrets, and for the shape of any:\n${align(lines)}`)
  return rows.filter(([, , found]) => found > 0).length
}

/** How many words of a text are secrets, or look like one of Qonto's. */
export function countLeaks(text: string, secrets: ReadonlySet<string>): number {
  const words = text.match(WORDS) ?? []
  return words.filter((word) => secrets.has(word) || hasShape(word)).length
}

function hasShape(word: string): boolean {
  SHAPES.lastIndex = 0
  return SHAPES.test(word)
}

function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}

async function readFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n')
}

async function dump(connectionString: string): Promise<string> {
  const database = openDatabase(connectionString)
  const text = await database.everythingAsText()
  await database.close()
  return text
}
