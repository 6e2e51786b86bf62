import { execFile } from 'node:child_process'
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { RunAs } from '#scripts/postgres/run-as'
import { Refusal } from '#server/refusal'

export const SUPERUSER = 'dashboard'

/**
 * Makes a new cluster. It appears under its name only when it is complete. What an interrupted start left lies under the
 * draft's name, and the start lock says that no other start uses it.
 */
export async function initialise(options: {
  initdb: string
  runAs: RunAs
  directory: string
  password: string
  durable: boolean
}): Promise<void> {
  const { initdb, runAs, directory, durable } = options
  const [draft, passwordFile] = [`${directory}.new`, `${directory}.password`]
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 })
  const { owner } = runAs
  if (owner) await Promise.all([draft, passwordFile].map((path) => chown(path, owner.uid, owner.gid)))
  const flags = [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, `--username=${SUPERUSER}`, '--auth=scram-sha-256']
  const locale = ['--encoding=UTF8', '--locale=C', '--no-instructions', ...(durable ? [] : ['--no-sync'])]
  const [command = initdb, ...words] = [...runAs.prefix, initdb, ...flags, ...locale]
  try {
    await promisify(execFile)(command, words, { ...runAs.options, env: postgresEnvironment(), cwd: '/' })
    await rename(draft, directory)
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
    throw new Refusal(`The embedded PostgreSQL could not be set up: ${lastWords(said || String(error))}.`)
  } finally {
    await rm(passwordFile, { force: true })
    await rm(draft, { recursive: true, force: true })
  }
}

/** None of our settings: they hold secrets that a database server has no use for. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', NODE_ENV: process.env.NODE_ENV }
}

/** The line of an output that says why: the last error, else the last line. */
export function lastWords(output: string): string {
  const lines = output.trim().split('\n')
  const said = lines.findLast((line) => /error:|FATAL|PANIC/.test(line)) ?? lines.at(-1)
  return said?.replace(/^.*?(error|FATAL|PANIC): +/, '').trim() || 'it said nothing'
}
