import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvLine } from '#lib/text/write-csv'

/** As a spreadsheet reads a line of quoted cells. */
function read(line: string): string[] {
  return [...line.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n)/g)].map(([, text = '']) => text.replaceAll('""', '"'))
}

it('keeps every text in its own cell, and none of them is a formula', () => {
  const hostile = fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t=', ' =', '＝', '"', ',', '\r\n', ''), fc.string())
  fc.assert(
    fc.property(
      fc.array(
        hostile.map((parts) => parts.join('')),
        { minLength: 1 },
      ),
      (cells) => {
        const seen = read(csvLine(cells))
        expect(seen.map((text) => text.replace(/^'/, ''))).toEqual(cells.map((text) => text.replace(/^'/, '')))
        for (const text of seen) expect(text).not.toMatch(/^\s*[=+\-@＝＋－＠]/)
      },
    ),
  )
})

it('says a number as a number, and nothing as nothing', () => {
  expect(csvLine([-5, null, '=1+1', 'a "b"'])).toBe('-5,"","\'=1+1","a ""b"""\r\n')
})
