import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKey, newKey, startOf } from '#lib/api-keys/key-format'

describe('an API key', () => {
  it('has 53 characters, is new each time, and is known by its checksum', () => {
    const keys = Array.from({ length: 100 }, newKey)
    expect(new Set(keys).size).toBe(100)
    for (const key of keys) expect([key.length, key.slice(0, 4), isKey(key)]).toEqual([53, 'mrk_', true])
  })

  it('is told apart from one with a typing error in any place', () => {
    const key = newKey()
    fc.assert(
      fc.property(fc.nat({ max: 52 }), fc.constantFrom(...'019azAZ_'), (at, letter) => {
        fc.pre(key[at] !== letter)
        expect(isKey(`${key.slice(0, at)}${letter}${key.slice(at + 1)}`)).toBe(false)
      }),
    )
    for (const other of ['', 'mrk_', `${key} `, ` ${key}`, key.slice(0, -1), `${key}x`])
      expect(isKey(other)).toBe(false)
  })

  it('is recognised by its first characters, which say little of it', () => {
    expect(startOf(newKey())).toMatch(/^mrk_[0-9A-Za-z]{8}$/)
  })
})
