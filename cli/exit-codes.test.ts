import { describe, expect, it } from 'vitest'
import { type Connection, exitCodeOf, LABELS } from '#cli/exit-codes'
import messages from '../messages/en.json' with { type: 'json' }

type Verdict = Connection['verdict']
const code = (state: Verdict['state'], owner: Verdict['owner']) =>
  exitCodeOf({ state, owner, reason: 'proven', since: null, next_action: 'check', action_url: '' })

describe('the exit code', () => {
  it('is 0 for everything whose token works, also when somebody should act one day', () => {
    for (const state of ['ok', 'limited', 'no_renew', 'expiring'] as const) expect(code(state, 'you')).toBe(0)
  })

  it('is 2 for trouble only while nobody has to act', () => {
    expect([code('trouble', 'nobody'), code('trouble', 'you'), code('trouble', 'administrator')]).toEqual([2, 1, 3])
  })

  it('is 3 for what is broken for an administrator, and 1 for what is simply over', () => {
    expect([code('broken', 'administrator'), code('broken', 'you'), code('gone', 'nobody')]).toEqual([3, 1, 1])
  })
})

describe('a state', () => {
  it('has the name that it has in the dashboard', () => {
    const { gone_unconfirmed, ...states } = messages.verdict.states
    expect(gone_unconfirmed).not.toBe('')
    expect(LABELS).toEqual(states)
  })
})
