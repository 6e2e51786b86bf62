import { describe, expect, it } from 'vitest'
import { isForeignPost } from '#server/guard/foreign-post'

const post = (headers: Record<string, string>, path = '/connections') =>
  isForeignPost({ headers }, path, 'http://localhost:3000')

describe('a POST', () => {
  it('may be silent about where it comes from only where it proves itself: by the CSRF token or a signature of Qonto', () => {
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
