import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allow, type LogFields, nameOf, redact } from '#lib/log'
import { INHERITED, oddJson, oddText } from '#lib/testing/fuzz'

const TOKEN_SHAPED = /ory_(at|rt|ac)_[\w.~+/-]|eyJ[\w-]+\.[\w-]+\./
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u
const token = fc.oneof(
  fc.constantFrom('ory_at_', 'ory_rt_', 'ory_ac_', 'eyJ', 'eyJhbGciOiJSUzI1NiJ9.', 'ory_', 'at_', '[redacted]'),
  fc.stringMatching(/^ory_(at|rt|ac)_[\w.~+/-]{1,90}$/),
  fc.stringMatching(/^eyJ[\w-]{1,150}\.[\w-]{1,90}\.[\w-]{0,90}$/),
)
const text = fc.array(fc.oneof(oddText, token), { maxLength: 6 }).map((parts) => parts.join(''))
const fields = fc.dictionary(
  fc.oneof(fc.constantFrom('code', 'cause', 'path', 'status', 'accessToken', ...INHERITED), oddText),
  fc.oneof(
    text,
    oddJson,
    fc.constantFrom<unknown>(undefined, new Error('ory_at_SECRET'), () => 'ory_at_SECRET'),
  ),
)

describe('a line of the log', () => {
  it('holds no token, breaks no line and is short, whatever is written', () => {
    fc.assert(
      fc.property(text, (written) => {
        const line = String(allow({ cause: written }).cause)
        expect(line).not.toMatch(TOKEN_SHAPED)
        expect(line).not.toMatch(CONTROL)
        expect(line.length).toBeLessThanOrEqual(200)
        expect(redact(redact(written))).toBe(redact(written))
      }),
      { numRuns: 1_000 },
    )
  })

  it('has only the fields of the list, with plain values', () => {
    fc.assert(
      fc.property(fields, (written) => {
        const kept = allow(written as LogFields)
        expect(['code', 'cause', 'path', 'status']).toEqual(expect.arrayContaining(Object.keys(kept)))
        for (const value of Object.values(kept))
          expect(['string', 'number', 'boolean', 'null']).toContain(value === null ? 'null' : typeof value)
        expect(JSON.stringify(kept)).not.toMatch(TOKEN_SHAPED)
      }),
      { numRuns: 500 },
    )
  })

  it('names whatever was thrown', () => {
    fc.assert(
      fc.property(fc.oneof(oddJson, text), text, (thrown, code) => {
        expect(typeof nameOf(thrown)).toBe('string')
        expect(nameOf(Object.assign(new Error('ory_at_SECRET'), { code }))).toBe(`Error ${code}`)
      }),
    )
  })

  it('keeps no half of a pair when a long text is cut, found by trying: a log store may refuse the line', () => {
    expect(allow({ cause: `${'x'.repeat(199)}💶` }).cause).toBe(`${'x'.repeat(199)}\ufffd`)
  })
})
