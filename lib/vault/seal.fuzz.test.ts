import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INHERITED, mutated, oddText } from '#lib/testing/fuzz'
import { CannotOpen, createKeyring, keyIdOf, open, type Place, seal } from '#lib/vault/seal'

const ring = createKeyring([
  { id: 'k1', key: Uint8Array.from({ length: 32 }, (_, index) => index ** 3) },
  { id: '__proto__', key: Uint8Array.from({ length: 32 }, (_, index) => index ** 5 + 7) },
])
// A text of JavaScript that is no text of Unicode cannot be stored by anybody: tokens are ASCII, consents are JSON.
const text = oddText.map((one) => one.toWellFormed())
const place = fc.record({ table: text, column: text, rowId: text, issuer: text, subject: text })
const PLACE: Place = { table: 't', column: 'c', rowId: 'r', issuer: 'i', subject: 's' }
const SECRET = 'ory_rt_SECRET'

function expectCannotOpen(envelope: string, at: Place): void {
  try {
    open(ring, envelope, at)
  } catch (error) {
    expect(error).toBeInstanceOf(CannotOpen)
    expect([String(error), inspect(error, { showHidden: true }), JSON.stringify(error)].join()).not.toContain('SECRET')
    return
  }
  expect.unreachable('It was opened.')
}

describe('a sealed value', () => {
  it('opens in its place as what it was', () => {
    fc.assert(
      fc.property(text, place, (value, at) => {
        const envelope = seal(ring, value, at)
        expect(open(ring, envelope, at)).toBe(value)
        expect(keyIdOf(envelope)).toBe('k1')
      }),
      { numRuns: 300 },
    )
  })

  it('opens in no other place, however the parts are shifted between each other', () => {
    const parts = ['table', 'column', 'rowId', 'issuer', 'subject'] as const
    const shifted = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 5 }), place).map(([index, by, at]): [Place, Place] => {
      const [one, next] = [parts[index] ?? 'table', parts[index + 1] ?? 'column']
      const moved = { ...at, [one]: at[one].slice(0, by), [next]: at[one].slice(by) + at[next] }
      return [at, moved]
    })
    const replaced = fc
      .tuple(place, fc.constantFrom(...parts), text)
      .map(([at, part, value]): [Place, Place] => [at, { ...at, [part]: value }])
    fc.assert(
      fc.property(fc.oneof(shifted, replaced), ([at, elsewhere]) => {
        fc.pre(parts.some((part) => at[part].toWellFormed() !== elsewhere[part].toWellFormed()))
        expectCannotOpen(seal(ring, SECRET, at), elsewhere)
      }),
      { numRuns: 500 },
    )
  })

  it('opens in one spelling only, spare bits and paddings included', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }).chain((length) => mutated(seal(ring, SECRET + 'x'.repeat(length), PLACE))),
        (changed) => expectCannotOpen(changed, PLACE),
      ),
      { numRuns: 1_000 },
    )
  })

  it('is nothing that somebody could have written by hand', () => {
    const part = fc.oneof(
      text,
      fc.constantFrom('v1', 'k1', 'k9', ...INHERITED, 'A'.repeat(16), 'A'.repeat(22), 'SECRET'),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (made) => expectCannotOpen(made.join('.'), PLACE)),
      { numRuns: 500 },
    )
  })
})
