import { expect, it } from 'vitest'
import { writeCsv } from '#lib/write-csv'

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
  'writes nothing that a spreadsheet would run: %j',
  (typed) => {
    expect(writeCsv([[typed]])).toMatch(/^\ufeff"?'/)
  },
)

it('keeps commas, quotes and lines inside their cell', () => {
  expect(writeCsv([['a', 'b, c', 'say "d"', 'e\nf'], ['']])).toBe('\ufeffa,"b, c","say ""d""","e\nf"\r\n\r\n')
})
