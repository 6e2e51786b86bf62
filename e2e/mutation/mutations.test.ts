import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { mutateFunction } from './mutate-function.ts'
import { MUTATIONS } from './mutations.ts'

const read = (file: string) => readFileSync(file, 'utf8')

// A mutation that changes nothing proves nothing.
it.each(MUTATIONS)('$name', ({ edits, test }) => {
  for (const edit of edits) expect(mutateFunction(read(edit.file), edit), `${edit.name} in ${edit.file}`).not.toBeNull()
  // The titles of this one are in docs/conformance.md.
  if (!test.title.startsWith('oidcc-')) expect(read(test.file)).toContain(test.title)
})

it('replaces a function for its own file too', () => {
  const source = 'export async function double(n) {\n  return n * 2\n}\nexport const four = () => double(2)\n'
  expect(mutateFunction(source, { file: '', name: 'double', becomes: '(n) => original(n) + 1' })).toBe(
    'async function doubleOriginal(n) {\n  return n * 2\n}\nexport const four = () => double(2)\n\n' +
      'export const double = ((original) => (n) => original(n) + 1)(doubleOriginal)\n',
  )
})
