import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import { createEngineAdapter } from '#prisma/engine-adapter'

export const SCHEMA_FILE = join(import.meta.dirname, 'schema.prisma')
export const NO_FILTERS = { externalTables: [], externalEnums: [] }

type Bindings = typeof import('@prisma/schema-engine-wasm/schema_engine_bg') & {
  __wbg_set_wasm(exports: unknown): void
}

let lastPanic: string | undefined
let bindings: Promise<Bindings> | undefined

/** Runs `work` with Prisma's migration engine (WebAssembly) on this database and frees it afterwards. */
export async function withEngine<Value>(
  databaseUrl: string,
  work: (engine: SchemaEngine) => Promise<Value>,
): Promise<Value> {
  bindings ??= loadBindings()
  const { SchemaEngine } = await bindings
  const { factory, close } = createEngineAdapter(databaseUrl)
  let engine: SchemaEngine | undefined
  try {
    engine = await SchemaEngine.new(
      { datamodels: [await readSchema()] },
      () => {},
      bindMigrationAwareSqlAdapterFactory(factory),
    )
    return await work(engine)
  } catch (error) {
    throw lastPanic === undefined
      ? error
      : new Error(`Prisma's migration engine stopped: ${lastPanic}`, { cause: error })
  } finally {
    lastPanic = undefined
    engine?.free()
    await close()
  }
}

/** The schema as the engine wants it: name and text. */
export async function readSchema(): Promise<[string, string]> {
  return ['schema.prisma', await readFile(SCHEMA_FILE, 'utf8')]
}

async function loadBindings(): Promise<Bindings> {
  // Without this registry a panic of the engine surfaces as an unreadable TypeError.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => (lastPanic = message) } })
  const loaded = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as Bindings
  const file = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/js$/, 'wasm')
  const module = await WebAssembly.compile(await readFile(file))
  const instance = await WebAssembly.instantiate(module, { './schema_engine_bg.js': withQuietTimers(loaded) })
  loaded.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  return loaded
}

/** The engine leaves its ten-second lock timer behind, and a process that is done should not wait for it. */
function withQuietTimers(loaded: Bindings): WebAssembly.ModuleImports {
  const imports = Object.entries(loaded).map(([name, value]) => [
    name,
    name.startsWith('__wbg_setTimeout')
      ? (callback: () => void, delay: number) => setTimeout(callback, delay >>> 0).unref()
      : value,
  ])
  return Object.fromEntries(imports)
}
