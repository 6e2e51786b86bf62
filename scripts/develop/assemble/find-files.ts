import { readdir, readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative } from 'node:path'
import nft from 'next/dist/compiled/@vercel/nft/index.js'
import { z } from 'zod'
import { STARTED } from '#scripts/develop/assemble/started'
import { CHECKOUT } from '#server/checkout'

/** Imported by name, and used only where there is a compiler, an embedded database or a picture to make smaller. */
const NEVER_USED = [
  'scripts/postgres/start-embedded.ts',
  'node_modules/{sharp,@img}/**',
  'node_modules/next/dist/compiled/webpack/**',
  'node_modules/next/dist/compiled/next-server/**/*.dev.js',
  'node_modules/next/dist/pages/**',
  '**/*.d.ts',
  '**/*.map',
]

/** Read by path, so that no import names them. */
const READ = [
  'LICENSE',
  'next.config.js',
  'prisma/schema.prisma',
  'node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm',
]
const FOLDERS = ['prisma/migrations', '.next']
/** Of the build: what the next build and the compiler need. */
const OF_BUILD =
  /^\.next\/(cache|dev|diagnostics|types|trace|trace-build|turbopack|source-hash)(\/|$)|\.(map|nft\.json)$/

const Trace = z.object({ files: z.array(z.string()) })

/** Every file, from the checkout down, that production loads. */
export async function findFiles(): Promise<string[]> {
  const found = new Set(READ)
  const folders = await Promise.all(FOLDERS.map(listFolder))
  const built = folders.flat()
  const traces = built.filter((file) => file.endsWith('.nft.json'))
  const lists = [
    built.filter((file) => !OF_BUILD.test(file)),
    ...(await Promise.all(traces.map(readTrace))),
    ...(await Promise.all(STARTED.map(traceStarted))),
  ]
  for (const file of lists.flat()) found.add(file)
  for (const file of await listLicenses([...found])) found.add(file)
  return [...found].sort()
}

async function traceStarted({ conditions, files }: (typeof STARTED)[number]): Promise<string[]> {
  const { fileList } = await nft.nodeFileTrace(
    files.map((file) => join(CHECKOUT, file)),
    {
      base: CHECKOUT,
      processCwd: CHECKOUT,
      ts: true,
      conditions: [...conditions, 'node', 'import'],
      ignore: NEVER_USED,
      readFile: readAsJavaScript,
    },
  )
  return [...fileList]
}

/** As Node itself reads it. */
async function readAsJavaScript(path: string): Promise<Buffer | string | null> {
  const bytes = await readFile(path).catch(() => null)
  return bytes && path.endsWith('.ts') ? stripTypeScriptTypes(bytes.toString()) : bytes
}

/** What Next says a page of its build loads. */
async function readTrace(file: string): Promise<string[]> {
  const { files } = Trace.parse(JSON.parse(await readFile(join(CHECKOUT, file), 'utf8')))
  return files
    .map((name) => relative(CHECKOUT, join(CHECKOUT, dirname(file), name)))
    .filter((name) => name.startsWith('node_modules/') && !/\.map$|^node_modules\/(sharp|@img)\//.test(name))
}

/** Who passes on a package passes on its licence. */
async function listLicenses(files: string[]): Promise<string[]> {
  const packages = new Set(files.flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))
  const lists = [...packages].map(async (folder) => {
    const names = await readdir(join(CHECKOUT, folder))
    return names.filter((name) => /^(licen[cs]e|notice|copying)/i.test(name)).map((name) => join(folder, name))
  })
  return (await Promise.all(lists)).flat()
}

async function listFolder(folder: string): Promise<string[]> {
  const entries = await readdir(join(CHECKOUT, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(CHECKOUT, join(entry.parentPath, entry.name)))
}
