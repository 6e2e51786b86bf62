import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSignedBy, parseSignature } from '#lib/qonto/webhook-signature'

// Qonto's own example.
const BODY = Buffer.from('{"test":"data"}')
const SECRET = 'test-secret'
const AT = 1704110400
const HEX = '56aff06dc227db80d6568a5070f912c601c31f20451745d257cbc0b5dfa93805'
const NOW = AT * 1000

const isSigned = (header: string, { body = BODY, secret = SECRET, now = NOW } = {}) => {
  const signature = parseSignature(header)
  return signature !== null && isSignedBy(secret, signature, body, now)
}

describe('the signature of a webhook', () => {
  it('accepts the example of Qonto', () => {
    expect(isSigned(`t=${AT},v1=${HEX}`)).toBe(true)
  })

  it.each([
    ['several versions', `t=${AT},v0=abc,v1=${HEX},v2=xyz`],
    ['several signatures, one of which fits', `t=${AT},v1=${'0'.repeat(64)},v1=${HEX}`],
    ['another order and spaces', `v1=${HEX} , t=${AT}`],
    ['capitals', `t=${AT},v1=${HEX.toUpperCase()}`],
  ])('accepts %s', (_, header) => {
    expect(isSigned(header)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['no time', `v1=${HEX}`],
    ['no signature', `t=${AT}`],
    ['two times', `t=${AT},t=${AT},v1=${HEX}`],
    ['another version only', `t=${AT},v0=${HEX}`],
    ['a short signature', `t=${AT},v1=${HEX.slice(2)}`],
    ['a signature that is not hex', `t=${AT},v1=${'z'.repeat(64)}`],
    ['a time that is no number', `t=${AT}x,v1=${HEX}`],
    ['a negative time', `t=-${AT},v1=${HEX}`],
    ['another signature', `t=${AT},v1=${'0'.repeat(64)}`],
    ['another time than was signed', `t=${AT + 1},v1=${HEX}`],
    ['an endless header', `t=${AT},v1=${HEX}${`,v1=${HEX}`.repeat(20)}`],
  ])('refuses %s', (_, header) => {
    expect(isSigned(header)).toBe(false)
  })

  it('refuses another body and another secret', () => {
    const header = `t=${AT},v1=${HEX}`
    expect(isSigned(header, { body: Buffer.from('{"test":"data" }') })).toBe(false)
    expect(isSigned(header, { secret: 'test-secrets' })).toBe(false)
  })

  it.each([
    [0, true],
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ])('at a clock that is %i s away: %s', (seconds, expected) => {
    expect(isSigned(`t=${AT},v1=${HEX}`, { now: NOW + seconds * 1000 })).toBe(expected)
  })

  it('never throws, and accepts nothing that was made up', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('t', 'v1', '=', 't=', 'v1=', `t=${AT}`, `v1=${'0'.repeat(64)}`, 't=1e9', 'v1=='),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.constantFrom(',', '', ' '), (parts, glue) => {
        expect(isSigned(parts.join(glue))).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('reads back whatever has the right shape', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{64}$/)
    fc.assert(
      fc.property(fc.nat({ max: 99_999_999_999 }), fc.array(hex, { minLength: 1, maxLength: 5 }), (at, signatures) => {
        const header = [`t=${at}`, ...signatures.map((one) => `v1=${one}`)].join(',')
        expect(parseSignature(header)).toEqual({ at, signatures })
      }),
    )
  })
})
