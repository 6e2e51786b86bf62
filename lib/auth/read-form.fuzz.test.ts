import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readForm } from '#lib/auth/read-form'
import { INHERITED, mutated, oddJson, oddText } from '#lib/testing/fuzz'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'
const send = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
  readForm(new Request('https://mooring.example/', { method: 'POST', headers: { 'content-type': type }, body }))

const short = oddText.map((text) => text.slice(0, 40).toWellFormed())
const type = fc.oneof(
  fc.constantFrom(
    FORM,
    JSON_TYPE,
    `${JSON_TYPE}; charset=utf-16`,
    'multipart/form-data; boundary=x',
    'text/plain',
    'APPLICATION/JSON',
  ),
  short.map((text) => text.replace(/[^\x20-\x7e]/g, '')),
)
const json = fc
  .oneof(fc.dictionary(fc.oneof(short, fc.constantFrom(...INHERITED)), oddJson, { maxKeys: 5 }), oddJson)
  .map((value) => JSON.stringify(value))
const body = fc.oneof(
  json.map((text) => Buffer.from(text)),
  mutated('{"csrfToken":"x","scope":["a","b"]}').map((text) => Buffer.from(text)),
  json.map((text) => Buffer.from(`\ufeff${text}`)),
  json.map((text) => Buffer.from(text, 'utf16le')),
  fc.constant(Buffer.from('['.repeat(16_000))),
  fc.uint8Array({ maxLength: 500 }),
)

describe('a form body', () => {
  it('is read as fields, or is malformed or too large, whatever came', async () => {
    await fc.assert(
      fc.asyncProperty(body, type, async (bytes, contentType) => {
        const read = await send(Uint8Array.from(bytes), contentType)
        if (bytes.length > 16_384) expect(read).toEqual({ ok: false, reason: 'too_large' })
        else if (!read.ok) expect(read.reason).toBe('malformed')
        else {
          expect(contentType).toMatch(/^application\/(json|x-www-form-urlencoded)/i)
          for (const name of read.value.keys())
            expect(Buffer.from(bytes).toString().length).toBeGreaterThanOrEqual(name.length)
        }
        for (const name of ['id', 'csrfToken', 'polluted']) expect(Reflect.get({}, name)).toBeUndefined()
      }),
      { numRuns: 800 },
    )
  })

  it('comes back field by field, in both shapes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(short, short), { maxLength: 10 }), async (pairs) => {
        const form = await send(new URLSearchParams(pairs).toString(), FORM)
        expect(form.ok && [...form.value]).toEqual(pairs)
        const entries = new Map(pairs)
        // Written by hand: an object literal would take `__proto__` for itself.
        const text = `{${[...entries].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`
        const read = await send(text, JSON_TYPE)
        expect(read.ok && new Map(read.value)).toEqual(entries)
      }),
      { numRuns: 300 },
    )
  })
})
