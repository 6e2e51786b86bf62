import { readdirSync, readFileSync } from 'node:fs'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, type Language } from '#i18n/languages'
import { SPOKEN } from '#i18n/messages'

/** What a translator runs: `npm test -- unit i18n`. Every file of `messages/` is held against English, offered or not. */

type Texts = ReadonlyMap<string, string>

function textsOf(language: string): Texts {
  const found = new Map<string, string>()
  const walk = (node: unknown, path: string[]): void => {
    if (typeof node === 'string') found.set(path.join('.'), node)
    else for (const [name, child] of Object.entries(node as object)) walk(child, [...path, name])
  }
  walk(JSON.parse(readFileSync(`messages/${language}.json`, 'utf8')), [])
  return found
}

const FILES = readdirSync('messages').map((file) => file.replace('.json', ''))
const ENGLISH = textsOf('en')

/** What the code gives to a text, and what it may choose by: `{name}`, `<tag>`, `{kind, select, a b other}`, `{count, plural, =0}`. */
function demandsOf(text: string): string[] {
  const found = new Set<string>()
  walk(parse(text), (element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return
    const { value } = element
    if (element.type === TYPE.tag) found.add(`<${value}>`)
    else if (element.type === TYPE.select)
      found.add(`{${value}, select, ${Object.keys(element.options).sort().join(' ')}}`)
    else if (element.type === TYPE.plural) found.add(`{${value}, plural${'=0' in element.options ? ', =0' : ''}}`)
    else found.add(`{${value}}`)
  })
  return [...found].sort()
}

/** Counts for which a plural has no branch of its own although the language has a form for them. 0 is singular in French. */
function uncounted(text: string, language: Language): string[] {
  const found: string[] = []
  const rules = new Intl.PluralRules(LANGUAGES[language].tag)
  walk(parse(text), (element) => {
    // One that tells nothing from something, or is met with many only, counts nothing.
    if (element.type !== TYPE.plural || Object.keys(element.options).every((one) => one === '=0' || one === 'other'))
      return
    for (const count of [0, 1, 2, 3, 5, 11, 21, 101]) {
      const form = rules.select(count)
      if (form !== 'other' && !(form in element.options) && !(`=${count}` in element.options))
        found.push(`${element.value} = ${count}`)
    }
  })
  return found
}

function walk(elements: MessageFormatElement[], see: (element: MessageFormatElement) => void): void {
  for (const element of elements) {
    see(element)
    if (element.type === TYPE.tag) walk(element.children, see)
    if (element.type === TYPE.select || element.type === TYPE.plural)
      for (const { value } of Object.values(element.options)) walk(value, see)
  }
}

function problemsOf(key: string, text: string, language: Language): string[] {
  const english = ENGLISH.get(key)
  const say = (problem: string) => `${key}: ${problem}`
  if (english === undefined) return [say('is no key of en.json')]
  if (text.trim() !== text || text === '') return [say('is empty, or begins or ends with a space')]
  try {
    const [wanted, got] = [demandsOf(english), demandsOf(text)]
    const differs = wanted.join() === got.join() ? [] : [say(`has ${got.join(' ')}, and en.json ${wanted.join(' ')}`)]
    return [...differs, ...uncounted(text, language).map((count) => say(`has no form for ${count}`))]
  } catch (error) {
    return [say(error instanceof Error ? error.message : String(error))]
  }
}

describe('each language', () => {
  it('is one of ours, and offered as soon as its file is there', () => {
    expect([...FILES].sort()).toEqual([...SPOKEN].sort())
  })

  it.each(FILES)('says everything that English says, of the same things: %s', (file) => {
    const language = file as Language
    const texts = textsOf(language)
    const missing = [...ENGLISH.keys()].filter((key) => !texts.has(key)).map((key) => `${key}: is missing`)
    expect([...missing, ...[...texts].flatMap(([key, text]) => problemsOf(key, text, language))]).toEqual([])
  })

  it('formats no date inside a text: only the page knows the time zone', () => {
    const dated = [...ENGLISH].filter(([, text]) => /\{\w+, *(date|time)\b/.test(text)).map(([key]) => key)
    expect(dated).toEqual([])
  })
})

describe('the check of a translation finds', () => {
  const plural = 'account.kinds.apiKeys.count'
  it.each([
    ['a text that is not ours', 'no.such.key', 'Nichts.', 'is no key'],
    ['an argument that is missing', plural, 'Keine.', 'and en.json {count, plural, =0}'],
    [
      'a form that is missing',
      plural,
      '{count, plural, =0 {Keine.} =2 {Zwei.} other {#.}}',
      'has no form for count = 1',
    ],
    ['a nothing that is missing', plural, '{count, plural, one {Einer.} other {#.}}', 'en.json {count, plural, =0}'],
    ['a text that is broken', plural, '{count, plural, one {Einer.}}', 'MISSING_OTHER_CLAUSE'],
  ])('%s', (_, key, text, problem) => {
    expect(problemsOf(key, text, 'de').join('\n')).toContain(problem)
  })

  it('a French zero without its singular', () => {
    expect(uncounted('{days, plural, =1 {un jour} other {# jours}}', 'fr')).toEqual(['days = 0'])
    expect(uncounted('{days, plural, one {# jour} other {# jours}}', 'fr')).toEqual([])
  })
})
