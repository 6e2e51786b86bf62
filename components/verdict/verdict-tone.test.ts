import { describe, expect, it } from 'vitest'
import { isEndUnknown } from '#components/verdict/verdict-tone'

describe('isEndUnknown', () => {
  it('is true where nobody here can tell, and false where it is over', () => {
    expect(isEndUnknown({ state: 'locked', reason: 'key_missing' })).toBe(true)
    expect(isEndUnknown({ state: 'broken', reason: 'database_copied' })).toBe(true)
    expect(isEndUnknown({ state: 'broken', reason: 'grant_refused' })).toBe(false)
  })
})
