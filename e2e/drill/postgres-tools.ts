import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Refusal } from '#server/refusal'

const NEEDED = ['pg_dump', 'pg_restore', 'initdb', 'postgres']
const run = promisify(execFile)

/** The real tools of one PostgreSQL, which dump and restore what their own server keeps. */
export interface PostgresTools {
  programs: string
  dump(url: string, file: string): Promise<void>
  /** What a backup holds, as SQL. */
  read(file: string): Promise<string>
  restore(file: string, url: string): Promise<void>
}

/** @throws Refusal when there are none: the PostgreSQL that comes with npm has a server and no tools */
export function findTools(folder?: string): PostgresTools {
  const byVersion = (one: string, other: string) => Number(other.split('/')[4]) - Number(one.split('/')[4])
  const folders = folder ? [folder] : globSync('/usr/lib/postgresql/*/bin').sort(byVersion)
  const programs = folders.find((one) => NEEDED.every((name) => existsSync(join(one, name))))
  if (programs === undefined)
    throw new Refusal(
      `The drill needs ${NEEDED.join(', ')} of one PostgreSQL in one folder: install it (Debian: apt-get install postgresql), or name the folder with --postgres DIR.`,
    )
  const tool = (name: string, ...words: string[]) => run(join(programs, name), words, { maxBuffer: 100_000_000 })
  return {
    programs,
    dump: async (url, file) => void (await tool('pg_dump', '--format=custom', `--file=${file}`, url)),
    read: async (file) => (await tool('pg_restore', '--file=-', file)).stdout,
    restore: async (file, url) =>
      void (await tool('pg_restore', '--no-owner', '--exit-on-error', `--dbname=${url}`, file)),
  }
}
