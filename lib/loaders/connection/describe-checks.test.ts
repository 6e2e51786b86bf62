import { describe, expect, it } from 'vitest'
import type { Identity } from '#lib/connection/identity/identity'
import { describeChecks } from '#lib/loaders/connection/describe-checks'
import { checkClaims, leftHalfOfHash } from '#lib/oauth/id-token-checks'

const NOW = 1_795_000_000
const CLAIMS = {
  ...{ iss: 'https://qonto.example', aud: ['us'], sub: 'subject', nonce: 'n-1', at_hash: leftHalfOfHash('access') },
  ...{ iat: NOW - 2, exp: NOW + 3600, auth_time: NOW - 60 },
}
const EXPECTED = {
  ...{ issuer: 'https://qonto.example', clientId: 'us', now: NOW, skew: -2.4, accessToken: 'access' },
  ...{ response: null, nonce: 'n-1', before: null },
}
const identity = (claims: object, verified = true): Identity => ({
  claims: { ...claims },
  header: { alg: 'RS256', kid: 'key-1' },
  checks: checkClaims({ ...claims }, EXPECTED, true),
  verified,
})
const byName = (of: Identity) => Object.fromEntries(describeChecks(of, 'subject').map(({ name, ...of }) => [name, of]))

describe('a check of the ID token', () => {
  it('says what was expected and what was received, the nonce by its hash', () => {
    const checks = byName(identity(CLAIMS))
    const text = (value: string) => ({ kind: 'text', text: value })
    const time = (seconds: number) => ({ kind: 'time', at: new Date(seconds * 1000) })
    expect(checks.issuer).toMatchObject({ expected: text(CLAIMS.iss), received: text(CLAIMS.iss) })
    expect(checks.audience).toMatchObject({ expected: text('us'), received: text('us') })
    expect(checks.signature).toMatchObject({ expected: text('RS256'), received: text('RS256 · key-1') })
    const hash = text(leftHalfOfHash('n-1'))
    expect(checks.nonce).toMatchObject({ expected: hash, received: hash })
    expect(checks.issued_at).toEqual({ outcome: 'passed', skew: -2, expected: time(NOW), received: time(NOW - 2) })
    expect(checks.access_token_hash).toMatchObject({ expected: text(CLAIMS.at_hash), received: text(CLAIMS.at_hash) })
    // A first sign-in: there was nobody before to compare with.
    expect(checks.subject).toMatchObject({ outcome: 'not_applicable', expected: null, received: null })
  })

  it('that failed says how', () => {
    const { issuer, nonce } = byName(identity({ ...CLAIMS, iss: 'https://other.example', nonce: 7 }, false))
    expect(issuer).toMatchObject({ outcome: 'failed', received: { text: 'https://other.example' } })
    expect(nonce).toMatchObject({ outcome: 'failed', received: null })
  })

  it('is not said of a token that it was not made on', () => {
    expect(describeChecks(identity(CLAIMS, false), 'subject')).toEqual([])
  })

  it('of before its comparison was kept has its outcome alone', () => {
    const old = { ...identity(CLAIMS), checks: [{ name: 'issuer' as const, outcome: 'passed' as const }] }
    expect(describeChecks(old, 'subject')).toEqual([
      { name: 'issuer', outcome: 'passed', expected: null, received: null, skew: null },
    ])
  })

  it('keeps nothing about a person in its result', () => {
    const kept = JSON.stringify(identity({ ...CLAIMS, email: 'camille@example.com' }).checks)
    for (const value of ['subject"', 'n-1', 'camille'])
      expect(kept.replaceAll('"name":"subject"', '')).not.toContain(value)
  })
})
