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
  SOURCES.flatMap(({ source }) =>
    [...source.matchAll(/'([\w.:]+)'|\b(\w+)\??:/g)].map(([, text, field]) => text ?? field),
  ),
)

interface Use {
  /** The namespace of a translator; of a list, whose names come from elsewhere, see open-keys. */
  space: string
  isList: boolean
  literals: RegExp[]
}

const TRANSLATOR = /(?:translations|translations<[^>]*>)\(\s*(?:'([\w.]+)'\s*)?\)/g
const USES: Use[] = SOURCES.flatMap(({ source }) => {
  const spaces = [...source.matchAll(TRANSLATOR)].map(([, space = '']) => space)
  if (/\bmailTexts\b/.test(source)) spaces.push('mail')
  if (/\bverdictTexts\b/.test(source)) spaces.push('verdict')
  const literals = spaces.length > 0 ? literalsOf(source) : []
  return [
    ...spaces.map((space) => ({ space, isList: false, literals })),
    ...[...source.matchAll(/keyIn\(texts\.([\w.]+)\)/g)].map(([, space = '']) => ({
      ...{ space, isList: true, literals: [] },
    })),
  ]
})

function isUsed(key: string): boolean {
  return USES.some(({ space, isList, literals }) => {
    if (space !== '' && !key.startsWith(`${space}.`)) return false
    const rest = space === '' ? key : key.slice(space.length + 1)
    return (
      isList ||
      literals.some((one) => one.test(rest)) ||
      (space !== '' && rest.split('.').every((name) => NAMES.has(name)))
    )
  })
}

function keysOf(node: unknown, path: string[] = []): string[] {
  if (typeof node === 'string') return [path.join('.')]
  return Object.entries(node as object).flatMap(([name, child]) => keysOf(child, [...path, name]))
}

it('keeps no text that nothing says', () => {
  expect(keysOf(texts).filter((key) => !isUsed(key))).toEqual([])
})

/** Attributes whose value is read by people. */
const SAID = /^(title|alt|label|placeholder|aria-(label|description|roledescription))$/

interface Parsed {
  type?: string
  value?: unknown
  name?: { value?: string }
  [field: string]: unknown
}

/** Words that stand between elements, or in an attribute that people read. Names of formats are the same everywhere. */
function wordsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const { type, value, name } = node as Parsed
  const isAttribute = type === 'JSXAttribute' && SAID.test(name?.value ?? '')
  const said = isAttribute ? (value as Parsed | null)?.value : type === 'JSXText' ? value : undefined
  const own = typeof said === 'string' && /\p{L}/u.test(said) && !/^\s*[A-Z]{2,5}\s*$/.test(said) ? [said.trim()] : []
  return [...own, ...Object.values(node).flatMap(wordsIn)]
}

it('writes no word into a page that is not in messages/', () => {
  const pages = SOURCES.filter(({ file }) => file.endsWith('.tsx') && file !== 'app/global-error.tsx')
  const words = pages.flatMap(({ file, source }) =>
    wordsIn(parseSync(source, { syntax: 'typescript', tsx: true, target: 'es2022' }).body).map(
      (one) => `${file}: ${one}`,
    ),
  )
  expect(words).toEqual([])
  expect(wordsIn(parseSync('<a title="Go">there</a>', { syntax: 'typescript', tsx: true }).body)).toEqual([
    'Go',
    'there',
  ])
})
