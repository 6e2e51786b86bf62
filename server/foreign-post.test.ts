import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { isForeignPost } from '#server/foreign-post'

beforeAll(() => {
  Object.assign(process.env, {
    QONTO_ENVIRONMENT: 'simulator',
    DATABASE_URL: 'postgresql://127.0.0.1/unused',
    NEXTAUTH_URL: 'http://localhost:3000',
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    TOKEN_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
  })
})
const post = (headers: Record<string, string>, path = '/connections') =>
  isForeignPost({ method: 'POST', headers: new Headers(headers) }, path)

describe('a POST', () => {
  it('may be silent about where it comes from only where it proves itself: by the CSRF token, by a signature of Qonto', () => {
    expect(post({ 'x-qonto-signature': 't=1,v1=00' }, '/api/qonto/webhooks')).toBe(false)
    expect(post({}, '/api/auth/signout')).toBe(false)
    for (const path of ['/', '/connections', '/account', '/sign-out', '/x/api/auth/', '/api/authx/'])
      expect(post({}, path)).toBe(true)
  })

  it('passes from a form of ours that may not say its origin, and from no other that says none', () => {
    expect(post({ origin: 'null', 'sec-fetch-site': 'same-origin' })).toBe(false)
    expect(post({ origin: 'null' })).toBe(true)
    for (const site of ['same-site', 'cross-site', 'none'])
      expect(post({ origin: 'null', 'sec-fetch-site': site })).toBe(true)
  })

  it('passes from our own pages, and not from those of another site', () => {
    expect(post({ origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' })).toBe(false)
    expect(post({ origin: 'https://evil.example' })).toBe(true)
    expect(post({ 'sec-fetch-site': 'cross-site' })).toBe(true)
  })
})
