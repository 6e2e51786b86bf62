import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { STARTED } from '#scripts/develop/assemble/started'

/** What is done in a checkout, before production or beside it. */
const ELSEWHERE = ['assemble', 'build', 'drill', 'sbom', 'seed', 'dev']

it('has in production every command that the runbook asks its reader for, by the same conditions', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  const named = readFileSync('docs/operations.md', 'utf8').matchAll(/npm run (?:-s )?([a-z-]+)/g)
  const wanted = [...new Set([...named].map(([, name = '']) => name))].filter((name) => !ELSEWHERE.includes(name))
  const known = STARTED.flatMap(({ conditions, files }) => files.map((file) => [...conditions, file].join()))
  expect(wanted).toContain('invite')
  for (const name of wanted) {
    const command = scripts[name] ?? ''
    const conditions = /--conditions=(\S+)/.exec(command)?.[1]
    const file = /\S+\.ts/.exec(command)?.[0] ?? name
    expect(known, name).toContain(conditions === undefined ? file : `${conditions},${file}`)
  }
})
