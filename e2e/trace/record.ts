import { AsyncLocalStorage } from 'node:async_hooks'

/** One run of one function of `lib/`, with the runs that it caused. */
export interface Entry {
  file: string
  name: string
  caused: Entry[]
}

export interface Steps {
  /** In the order in which the flow enters them first. */
  files: Array<{ file: string; functions: string[] }>
  entries: number
  /** Steps from one file into another that was entered before. */
  returns: number
}

const current = new AsyncLocalStorage<Entry>()
export const ENTER = Symbol.for('mooring.trace.enter')

/** What `instrument.ts` has every function call. Work outside of `record` is not noted: it belongs to no flow. */
function enter<Value>(file: string, name: string, run: () => Value): Value {
  const cause = current.getStore()
  if (!cause) return run()
  const entry: Entry = { file, name, caused: [] }
  cause.caused.push(entry)
  return current.run(entry, run)
}

Reflect.set(globalThis, ENTER, enter)

/** Notes which functions `work` enters, and who caused each: steps that run side by side are read one after the other. */
export async function record(work: () => Promise<unknown>): Promise<Entry[]> {
  const root: Entry = { file: '', name: '', caused: [] }
  await current.run(root, work)
  return inOrder(root).slice(1)
}

function inOrder(entry: Entry): Entry[] {
  return [entry, ...entry.caused.flatMap(inOrder)]
}

/** Runs `call` and notes it as a function of `file`, for a library that is not instrumented. */
export const noted = enter

export function countSteps(entries: Entry[], isGroundFloor: (file: string) => boolean): Steps {
  const functions = new Map<string, Set<string>>()
  const seen = entries.filter(({ file }) => !isGroundFloor(file))
  let returns = 0
  let last = ''
  for (const { file, name } of seen) {
    if (file !== last && functions.has(file)) returns += 1
    functions.set(file, (functions.get(file) ?? new Set()).add(name))
    last = file
  }
  const files = [...functions].map(([file, names]) => ({ file, functions: [...names] }))
  return { files, entries: seen.length, returns }
}
