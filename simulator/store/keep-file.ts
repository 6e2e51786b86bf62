import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Saved } from '#simulator/store/store-types'

/** The JSON file of a simulator, or nothing at all when it lives in memory. */
export interface KeptFile {
  read(): Promise<Saved | null>
  /** Resolves once a state at least as new as now is on disk. */
  write(state: () => Saved): Promise<void>
}

export function openFile(directory: string | null): KeptFile {
  if (directory === null) return { read: async () => null, write: async () => {} }
  const path = join(directory, 'simulator.json')
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  return {
    read: () => readState(path),
    // Writes are merged: whoever comes while one is running shares the one after it, because that one holds his change too.
    write: (state) => {
      if (next) return next
      const run = async () => {
        await running?.catch(() => {})
        running = replaceFile(directory, path, JSON.stringify(state()))
        next = null
        await running
      }
      next = run()
      return next
    },
  }
}

async function readState(path: string): Promise<Saved | null> {
  try {
    const state: Saved = JSON.parse(await readFile(path, 'utf8'))
    return state.version === 1 ? state : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new Error(`The simulator cannot read ${path}: remove the file to start with nothing.`, { cause: error })
  }
}

async function replaceFile(directory: string, path: string, text: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, text, { mode: 0o600 })
  await chmod(temporary, 0o600)
  await rename(temporary, path)
}
