import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '#lib/env'

const FOLDERS = ['app', 'components', 'lib', 'messages', 'public', 'i18n', 'server']
const FILES = [
  'prisma/schema.prisma',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'instrumentation.ts',
  'instrumentation-client.ts',
]
const CONFIGURATION = /^(next|postcss|tailwind)\.config\.\w+$/

/** One word for everything that a build depends on. Contents only: a checkout gives every file a new date. */
export async function hashSources(checkout: string, environment: Environment = process.env): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  const variables = Object.entries(environment).filter(([name]) => name.startsWith('NEXT_PUBLIC_'))
  for (const [name, value] of variables.sort()) hash.update(`\0${name}=${value}`)
  for (const path of await listSources(checkout)) {
    hash.update(`\0${path}\0`).update(await readFile(join(checkout, path)).catch(() => ''))
  }
  return hash.digest('hex')
}

async function listSources(checkout: string): Promise<string[]> {
  const atRoot = await readdir(checkout)
  const inFolders = await Promise.all(FOLDERS.map((folder) => listFolder(checkout, folder)))
  return [...FILES, ...atRoot.filter((name) => CONFIGURATION.test(name)), ...inFolders.flat()].filter(isBuilt).sort()
}

async function listFolder(checkout: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(checkout, folder), { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(checkout.length + 1))
}

/** Tests never end up in a build; the generated client follows from the schema. */
export function isBuilt(path: string): boolean {
  return !/\.test\.tsx?$/.test(path) && !path.startsWith('lib/generated/') && !/(^|\/)\./.test(path)
}
