import { expect, it } from 'vitest'
import { countLeaks } from '#e2e/runner/secret-scan'

it('finds a known secret as a word, and anything in the shape of one', () => {
  const secrets = new Set(['a-session-token-of-43-letters'])
  expect(countLeaks('{"cookie":"a-session-token-of-43-letters"}', secrets)).toBe(1)
  expect(countLeaks('token ory_rt_4fX9abcdefgh.klm and eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.x', new Set())).toBe(2)
  expect(countLeaks('a-session-token-of-43 ory_rt_ v1.k1.AAAAAAAAAAAAAAAA', secrets)).toBe(0)
})
