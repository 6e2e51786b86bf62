import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { GROUPS } from '#e2e/runner/score'
import { DEFENCES } from '../e2e/drill/defences.ts'
import { describeDrill, updateTable } from '../e2e/drill/describe-drill.ts'

// A drill that changes nothing proves nothing; this says so in a second, rather than in the middle of the drill.
it.each(DEFENCES.flatMap(({ name, edits }) => edits.map((edit) => ({ name, ...edit }))))(
  'finds what to take away: $name, in $file',
  ({ file, find, replace }) => {
    expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2)
    expect(replace).not.toBe(find)
  },
)

it('has a defence of every group, each with something to take away and cases that must notice', () => {
  for (const { edits, cases, specs } of DEFENCES)
    expect(Math.min(edits.length, cases.length, specs.length)).toBeGreaterThan(0)
  const letters = DEFENCES.flatMap(({ cases }) => cases.map((title) => /^([A-Z])\d\d\b/.exec(title)?.[1]))
  expect(letters).toEqual(expect.arrayContaining(Object.keys(GROUPS)))
})

it('names each defence once', () => {
  const names = DEFENCES.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

it('keeps the rows of what was not drilled, in the order of the list', () => {
  const drilled = (name: string, noticed: number) => ({
    defence: { name, edits: [], cases: [], specs: [] },
    ran: 2,
    noticed: [{ title: 'T01 a | b', passed: false }].slice(0, noticed),
  })
  const former = describeDrill([drilled('gone', 1), drilled('two', 0), drilled('one', 0)])
  const updated = updateTable(former, [drilled('one', 1)], ['one', 'two', 'never'])
  expect(updated).toBe(describeDrill([drilled('one', 1), drilled('two', 0)]))
})
