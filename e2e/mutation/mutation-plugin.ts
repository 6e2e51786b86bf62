import type { Plugin } from 'vitest/config'
import { mutateFunction } from './mutate-function.ts'
import { MUTATIONS } from './mutations.ts'

/** Vitest sees the source with this mutation in it. Nothing is written to disk. */
export function mutationPlugin(name: string): Plugin {
  const edits = MUTATIONS.find((mutation) => mutation.name === name)?.edits ?? []
  return {
    name: 'mutation',
    enforce: 'pre',
    transform(code, id) {
      const own = edits.filter(({ file }) => id.split('?')[0]?.endsWith(`/${file}`))
      return own.reduce((source, edit) => {
        const mutated = mutateFunction(source, edit)
        if (mutated === null) throw new Error(`There is no function ${edit.name} in ${edit.file}.`)
        return mutated
      }, code)
    },
  }
}
