import { describe, expect, it } from 'vitest'
import { CannotOpen, createKeyring, keyIdOf, open, type Place, seal } from '#lib/vault/seal'

const key = (fill: number) => Uint8Array.from({ length: 32 }, (_, index) => (fill * 31 + index * index) & 0xff)
const ring = createKeyring([{ id: 'k1', key: key(1) }])
const place: Place = {
  table: 'connections',
  column: 'access_token_sealed',
  rowId: 'row-1',
  issuer: 'https://issuer',
  subject: 'sub-1',
}

describe('seal and open', () => {
  it('never seals the same text to the same envelope', () => {
    expect(seal(ring, 'token', place)).not.toBe(seal(ring, 'token', place))
  })

  it.each(['table', 'column', 'rowId', 'issuer', 'subject'] as const)(
    'refuses an envelope that was moved to another %s',
    (part) => {
      const envelope = seal(ring, 'token', place)
      expect(() => open(ring, envelope, { ...place, [part]: 'other' })).toThrow(CannotOpen)
    },
  )

  it('tells "ab" + "c" from "a" + "bc"', () => {
    const envelope = seal(ring, 'token', { ...place, issuer: 'ab', subject: 'c' })
    expect(() => open(ring, envelope, { ...place, issuer: 'a', subject: 'bc' })).toThrow(CannotOpen)
  })

  it('says nothing about the value when it fails', () => {
    try {
      open(ring, 'ory_rt_planted', place)
    } catch (error) {
      expect(String(error)).not.toContain('planted')
    }
  })
})

describe('a ring of several keys', () => {
  const rotated = createKeyring([
    { id: 'k2', key: key(2) },
    { id: 'k1', key: key(1) },
  ])

  it('seals with the first key and still opens what the older one sealed', () => {
    const old = seal(ring, 'token', place)
    expect(open(rotated, old, place)).toBe('token')
    expect(keyIdOf(seal(rotated, 'token', place))).toBe('k2')
  })

  it('cannot open what a key sealed that is no longer in the ring', () => {
    expect(() => open(ring, seal(rotated, 'token', place), place)).toThrow(CannotOpen)
  })

  it('cannot open with another key under the same id', () => {
    const impostor = createKeyring([{ id: 'k1', key: key(9) }])
    expect(() => open(impostor, seal(ring, 'token', place), place)).toThrow(CannotOpen)
  })
})
