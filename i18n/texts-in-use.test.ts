import { globSync, readFileSync } from 'node:fs'
import { parseSync } from '@swc/core'
import { expect, it } from 'vitest'
import texts from '../messages/en.json' with { type: 'json' }

const SOURCES = globSync('{app,components,lib,server,i18n}/**/*.{ts,tsx}')
  .filter((file) => !/\.test\.tsx?$|^lib\/(generated|testing)\//.test(file))
  .map((file) => ({ file, source: readFileSync(file, 'utf8') }))

const LITERAL = /'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/g

/** What is written in a file between quotes; what a template fills in may be any name. */
function literalsOf(source: string): RegExp[] {
  return [...source.matchAll(LITERAL)].map(([, plain, template]) => {
    const text = plain ?? template?.replace(/\$\{[^}]*\}/g, '\0') ?? ''
    return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\0', '[\\w.]+')}$`)
  })
}

/** Names that stand anywhere in the code, as a text or as the name of a field: what a computed key may be. */
const NAMES = new Set(
  SOURCES.flatMap(({ source }) => [...source.matchAll(/'([\w.]+)'|\b(\w+)\??:/g)].map(([, text, field]) => text ?? field)),
)

/** Where texts are taken from: by a translator of a namespace, or as a list of names that have a text (open-keys). */
const USES = SOURCES.flatMap(({ source }) => {
  const spaces = [...source.matchAll(/(?:translations|mailIn)\(\s*'([\w.]+)'|namespace: '([\w.]+)'|texts\.([\w.]+)/g)]
  const literals = spaces.length > 0 ? literalsOf(source) : []
  const computes = /\b\w+(?:\.rich|\.markup)?\(\s*(?:[a-z]\w*(?:\.\w+)*|\w+\([^)]*\))\s*[,)]/.test(source)
  return spaces.map(([, one, other, list]) => ({ space: one ?? other ?? list ?? '', literals, computes }))
})

function isUsed(key: string): boolean {
  return USES.some(({ space, literals, computes }) => {
    if (!key.startsWith(`${space}.`)) return false
    const rest = key.slice(space.length + 1)
    return literals.some((one) => one.test(rest)) || (computes && rest.split('.').every((name) => NAMES.has(name)))
  })
}

function keysOf(node: unknown, path: string[] = []): string[] {
  if (typeof node === 'string') return [path.join('.')]
  return Object.entries(node as object).flatMap(([name, child]) => keysOf(child, [...path, name]))
}

it('keeps no text that nothing says', () => {
  expect(keysOf(texts).filter((key) => !isUsed(key))).toEqual([])
})
