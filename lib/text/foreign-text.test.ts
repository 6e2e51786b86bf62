import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oddText } from '#lib/testing/fuzz'
import { boundedJson, shownName, shownRaw, visibleJson, visibleLine } from '#lib/text/foreign-text'

const RIGHT_TO_LEFT_OVERRIDE = '\u202e'
const CONTROLS = /[\u202a-\u202e\u2066\u2067]/

describe('a name that others wrote', () => {
  it.each([
    ['nothing at all', ''],
    ['spaces', ' \u00a0\u3000'],
    ['direction marks', '\u200e\u200f\u061c'],
    ['the Hangul filler', '\u3164\u3164'],
    ['half-width and old fillers', '\uffa0\u115f\u1160'],
    ['the empty Braille cell', '\u2800'],
    ['zero width', '\u200b\u200c\u200d\u2060\ufeff'],
    ['tags and variation selectors', '\u{e0041}\ufe0f'],
    ['marks without a letter', '\u0301\u0302'],
  ])('counts as none when there is nothing to see: %s', (_, name) => {
    expect(shownName(name)).toBeNull()
  })

  it.each([
    ['turned by an override', `Lumen${RIGHT_TO_LEFT_OVERRIDE}SAS`, 'LumenSAS'],
    ['over several lines', 'Atelier\r\nLumen\u0000', 'Atelier Lumen'],
    ['between fillers', '\u3164Lumen\u2800SAS', 'Lumen SAS'],
    ['spelled with joiners', 'می\u200cخواهم', '\u2068می\u200cخواهم\u2069'],
    ['from right to left, fenced', 'חברה 12', '\u2068חברה 12\u2069'],
    ['with a mark of its own, fenced', 'Lumen\u200f!', '\u2068Lumen\u200f!\u2069'],
    ['under a pile of marks', `a${'\u0301'.repeat(50)}b`, `a${'\u0301'.repeat(4)}b`],
  ])('is one line that moves nothing beside it: %s', (_, name, shown) => {
    expect(shownName(name)).toBe(shown)
  })

  it('is at most 200 characters long, visible, and without controls of direction, whatever it was', () => {
    fc.assert(
      fc.property(fc.oneof(oddText, fc.string({ unit: 'binary', maxLength: 500 })), (text) => {
        const line = visibleLine(text)
        if (line === null) return
        expect(Array.from(line).length).toBeLessThanOrEqual(200)
        expect(line.trim()).toBe(line)
        expect(line).not.toMatch(CONTROLS)
        expect(line.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('a raw value', () => {
  it('shows as an escape what nobody could see', () => {
    expect(shownRaw(`a${RIGHT_TO_LEFT_OVERRIDE}b\u3164`)).toBe('a\\u202eb\\u3164')
    expect(shownRaw('x'.repeat(5_000))).toBe(`${'x'.repeat(4_000)}…`)
  })

  it('is the same data in a file, with every character visible', () => {
    const value = { name: `a${RIGHT_TO_LEFT_OVERRIDE}b \u{e0041}\u3164`, empty: undefined }
    const text = visibleJson(value)
    expect(text).not.toMatch(/[\u202e\u3164]/)
    expect(JSON.parse(text)).toEqual({ name: value.name })
  })

  it('can be written out however deeply it is nested', () => {
    const deep: unknown = JSON.parse(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)},"b":[1,{"c":2}]}`)
    expect(JSON.stringify(boundedJson(deep)).length).toBeLessThan(200)
    expect(boundedJson(deep)).toMatchObject({ b: [1, { c: 2 }] })
  })
})
