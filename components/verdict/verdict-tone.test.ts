import { describe, expect, it } from 'vitest'
import { byUrgency, isEndUnknown } from '#components/verdict/verdict-tone'
import type { Verdict } from '#lib/connection/types'

describe('byUrgency', () => {
  it('puts first what does not work, then what will not, then what does, and last what was ended', () => {
    const states: Array<Verdict['state']> = ['gone', 'ok', 'limited', 'frozen', 'trouble', 'broken', 'expiring', 'ok']
    const list = states.map((state, index) => ({ name: `${state} ${index}`, verdict: { state } }))
    const names = list.toSorted(byUrgency).map(({ name }) => name)
    const expected = ['broken 5', 'expiring 6', 'trouble 4', 'limited 2', 'ok 1', 'ok 7', 'frozen 3', 'gone 0']
    expect(names).toEqual(expected)
  })
})

describe('isEndUnknown', () => {
  it('is true where nobody here can tell, and false where it is over', () => {
    expect(isEndUnknown({ state: 'locked', reason: 'key_missing' })).toBe(true)
    expect(isEndUnknown({ state: 'broken', reason: 'database_copied' })).toBe(true)
    expect(isEndUnknown({ state: 'broken', reason: 'grant_refused' })).toBe(false)
  })
})
