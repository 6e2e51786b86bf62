import { spawn } from 'node:child_process'
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RunAs } from '#scripts/postgres/run-as'
import { Refusal } from '#server/refusal'

export const SUPERUSER = 'dashboard'

/** Makes a new cluster. It appears under its name only when it is complete, so an interrupted start leaves nothing half. */
export async function initialise(options: {
  initdb: string
  runAs: RunAs
  directory: string
  password: string
  durable: boolean
}): Promise<void> {
  const { initdb, runAs, directory, durable } = options
  await removeDrafts(directory)
  const draft = `${directory}.new-${process.pid}`
  const passwordFile = join(dirname(directory), `.password-${process.pid}`)
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 })
  if (runAs.owner) await Promise.all([draft, passwordFile].map((path) => giveTo(path, runAs)))
  const flags = [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, `--username=${SUPERUSER}`, '--auth=scram-sha-256']
  const locale = ['--encoding=UTF8', '--locale=C', '--no-instructions', ...(durable ? [] : ['--no-sync'])]
  try {
    await run(runAs, initdb, [...flags, ...locale])
    await rename(draft, directory)
  } finally {
    await rm(passwordFile, { force: true })
    await rm(draft, { recursive: true, force: true })
  }
}

async function giveTo(path: string, { owner }: RunAs): Promise<void> {
  if (owner) await chown(path, owner.uid, owner.gid)
}

async function removeDrafts(directory: string): Promise<void> {
  const parent = dirname(directory)
  const names = await readdir(parent)
  const drafts = names.filter((name) => name.startsWith(`${basename(directory)}.new-`) || name.startsWith('.password-'))
  await Promise.all(drafts.map((name) => rm(join(parent, name), { recursive: true, force: true })))
}

function run(runAs: RunAs, program: string, words: string[]): Promise<void> {
  const [command = program, ...rest] = [...runAs.prefix, program, ...words]
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const child = spawn(command, rest, {
    ...runAs.options,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: postgresEnvironment(),
    cwd: '/',
  })
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.on('error', reject)
  child.on('close', (code) => {
    if (code === 0) return resolve()
    const reason =
      /(?:error|FATAL|PANIC): +(.*)/.exec(output)?.[1] ?? output.trim().split('\n').at(-1) ?? `exit code ${code}`
    reject(new Refusal(`The embedded PostgreSQL could not be set up: ${reason}.`))
  })
  return promise
}

/** None of our settings: they hold secrets that a database server has no use for. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', NODE_ENV: process.env.NODE_ENV }
}
