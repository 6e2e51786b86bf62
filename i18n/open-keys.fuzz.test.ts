import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as keys from '#i18n/open-keys'
import { INHERITED, mutated, oddText } from '#lib/testing/fuzz'
import texts from '../messages/en.json' with { type: 'json' }

const name = fc.oneof(
  oddText,
  fc.constantFrom(...INHERITED),
  mutated('flow_replayed'),
  fc.constantFrom('flow_replayed.stored', 'codes.other', '.'),
)

describe('a name from elsewhere', () => {
  it.each(Object.entries(keys))('becomes a key only when it has a text: %s', (_, keyOf) => {
    fc.assert(
      fc.property(name, (written) => {
        const key = keyOf(written)
        if (key !== null) expect(key).toMatch(/^[a-zA-Z_]+$/)
      }),
      { numRuns: 200 },
    )
  })

  it('of a failed sign-in has all its texts, or is the general one', () => {
    fc.assert(
      fc.property(name, (error) => {
        const { title, body } = texts.signInError.codes[keys.signInErrorKey(error) ?? 'other']
        expect([typeof title, typeof body]).toEqual(['string', 'string'])
      }),
    )
  })
})
