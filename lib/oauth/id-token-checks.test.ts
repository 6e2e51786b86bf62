import { describe, expect, it } from 'vitest'
import { checkClaims, type Expectations, leftHalfOfHash } from '#lib/oauth/id-token-checks'

const NOW = 1_800_000_000
const right = {
  ...{ iss: 'https://bank.example', aud: 'us', sub: 'somebody', nonce: 'of-this-trip' },
  ...{ iat: NOW - 1, exp: NOW + 3_599, auth_time: NOW - 30, at_hash: leftHalfOfHash('access') },
}
const expected: Expectations = {
  ...{
    issuer: right.iss,
    clientId: right.aud,
    accessToken: 'access',
    response: null,
    nonce: right.nonce,
    before: null,
  },
  ...{ now: NOW, skew: 0 },
}
const failed = (claims: object, skew = 0) =>
  checkClaims({ ...right, ...claims }, { ...expected, skew }, true)
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ name }) => name)

/** What a provider writes whose clock is so many seconds away from ours. */
const by = (skew: number) => ({ iat: right.iat + skew, exp: right.exp + skew, auth_time: right.auth_time + skew })

describe('the times of an ID token', () => {
  it.each([0, 300, -300, 590, -590])('are those of a provider whose clock, and whose Date, is %s s away', (skew) => {
    expect(failed(by(skew), skew)).toEqual([])
  })

  // A proxy that stamps a slow Date locked everybody out, although all the rest was right.
  it.each([61, -61, 300, -300, 590, -590])('are right although the Date alone is %s s away', (skew) => {
    expect(failed({}, skew)).toEqual([])
  })

  it.each([0, 300, -300, 590, -590])('end by our own clock, whatever the Date says: %s s', (skew) => {
    expect(failed({ iat: NOW - 500, exp: NOW - 360 }, skew)).toEqual(['expiry'])
    expect(failed({ exp: NOW - 5 }, skew)).toEqual([])
  })

  it('do not lie outside of both clocks', () => {
    expect(failed(by(-700), -60)).toEqual(['issued_at'])
    expect(failed(by(400), 300)).toEqual(['issued_at', 'authentication_time'])
    expect(failed({ nbf: NOW + 400 }, 300)).toEqual(['expiry'])
  })
})
