import { describe, expect, it } from 'vitest'
import { byUrgency, isEndUnknown } from '#components/verdict/verdict-tone'
import type { Verdict } from '#lib/connection/types'

const judged = (name: string, state: Verdict['state'], owner: Verdict['owner'] = 'nobody') => ({
  name,
  verdict: { state, owner },
})

describe('byUrgency', () => {
  it('puts first what waits for somebody and last what was ended, and otherwise keeps the order', () => {
    const list = [
      judged('ended', 'gone', 'you'),
      judged('working', 'ok'),
      judged('limited', 'limited', 'you'),
      judged('paused', 'frozen', 'you'),
      judged('trouble', 'trouble'),
      judged('broken', 'broken', 'you'),
    ]
    const names = list.toSorted(byUrgency).map(({ name }) => name)
    expect(names).toEqual(['limited', 'broken', 'working', 'paused', 'trouble', 'ended'])
  })
})

describe('isEndUnknown', () => {
  it('is true where nobody here can tell, and false where it is over', () => {
    expect(isEndUnknown({ state: 'locked', reason: 'key_missing' })).toBe(true)
    expect(isEndUnknown({ state: 'broken', reason: 'database_copied' })).toBe(true)
    expect(isEndUnknown({ state: 'broken', reason: 'grant_refused' })).toBe(false)
  })
})
