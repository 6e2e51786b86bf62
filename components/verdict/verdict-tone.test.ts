import { describe, expect, it } from 'vitest'
import { byUrgency, isEndUnknown, needsSomebody } from '#components/verdict/verdict-tone'
import type { Verdict } from '#lib/connection/types'

describe('byUrgency', () => {
  it('puts first what does not work, then what will not, then what does, and last what was ended', () => {
    const states: Array<Verdict['state']> = ['gone', 'ok', 'limited', 'frozen', 'trouble', 'broken', 'expiring', 'ok']
    const list = states.map((state, index) => ({
      name: `${state} ${index}`,
      verdict: { state, reason: 'disconnected' as const, owner: 'nobody' as const },
    }))
    const names = list.toSorted(byUrgency).map(({ name }) => name)
    const expected = ['broken 5', 'expiring 6', 'trouble 4', 'limited 2', 'ok 1', 'ok 7', 'frozen 3', 'gone 0']
    expect(names).toEqual(expected)
  })

  it.each(['disconnect_unconfirmed', 'disconnect_given_up'] as const)(
    'puts an end that is not proven (%s) among what needs somebody, before what works',
    (reason) => {
      const open = { verdict: { state: 'gone', reason, owner: 'you' } } as const
      const works = { verdict: { state: 'ok', reason: 'proven', owner: 'nobody' } } as const
      const ended = { verdict: { state: 'gone', reason: 'disconnected', owner: 'nobody' } } as const
      expect(needsSomebody(open)).toBe(true)
      expect(needsSomebody(ended)).toBe(false)
      expect([ended, works, open].toSorted(byUrgency)).toEqual([open, works, ended])
    },
  )
})

describe('isEndUnknown', () => {
  it('is true where nobody here can tell, and false where it is over', () => {
    expect(isEndUnknown({ state: 'locked', reason: 'key_missing' })).toBe(true)
    expect(isEndUnknown({ state: 'broken', reason: 'database_copied' })).toBe(true)
    expect(isEndUnknown({ state: 'broken', reason: 'grant_refused' })).toBe(false)
  })
})
