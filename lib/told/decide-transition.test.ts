import { describe, expect, it } from 'vitest'
import type { Verdict, VerdictReason, VerdictState } from '#lib/connection/types'
import { type Decision, decideTransition, type Situation, type Told } from '#lib/told/decide-transition'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const START = new Date('2026-06-01T00:00:00Z')
const at = (ms: number) => new Date(START.getTime() + ms)
const SCOPES = ['openid', 'organization.read']
const WORKS: Told = { stand: 'works', at: START, scopes: SCOPES, reminded: null }

function verdictOf(state: VerdictState, reason: VerdictReason = 'proven', validUntil: Date | null = null): Verdict {
  const evidence = { event: 'checked', at: START, traceId: null }
  return {
    state,
    reason,
    action: 'check',
    owner: 'nobody',
    evidence,
    validUntil,
    missingScopes: [],
    nextAttemptAt: null,
  }
}

/** What is told while a connection goes through verdicts at times (ms since the start), remembering as the job does. */
function tell(steps: Array<[number, Verdict, Partial<Situation>?]>, told: Told | null = WORKS) {
  const heard: Array<[number, string]> = []
  let memory: Pick<Decision, 'told' | 'seen'> = { told: told as Told, seen: null }
  let lookAt: Date | null = null
  for (const [ms, verdict, more] of steps) {
    const base = { grantedScopes: SCOPES, grantedAt: START }
    const decision = decideTransition({ ...base, verdict, now: at(ms), ...memory, ...more })
    heard.push(...decision.transitions.map(({ kind }): [number, string] => [ms, kind]))
    memory = decision
    lookAt = decision.lookAt
  }
  return { heard, told: memory.told, lookAt }
}

describe('what is told of a connection', () => {
  it('begins with its being connected, and once', () => {
    expect(
      tell(
        [
          [0, verdictOf('ok')],
          [1, verdictOf('ok')],
        ],
        null,
      ).heard,
    ).toEqual([[0, 'connected']])
  })

  it.each<[VerdictState, number]>([
    ['trouble', 30],
    ['operator', 5],
    ['broken', 0],
    ['locked', 0],
  ])('%s is news after %i minutes, once, and so is its end', (state, minutes) => {
    const due = minutes * MINUTE_MS
    const early: Array<[number, Verdict]> =
      minutes === 0
        ? []
        : [
            [1, verdictOf(state)],
            [due, verdictOf(state)],
          ]
    const { heard } = tell([
      ...early,
      [due + 1, verdictOf(state)],
      [due + 2, verdictOf(state)],
      [due + 60_000, verdictOf('ok')],
    ])
    expect(heard).toEqual([
      [due + 1, 'needs_attention'],
      [due + 60_000, 'recovered'],
    ])
  })

  it('is nothing when it mended itself in time, and the time begins anew', () => {
    const { heard, lookAt } = tell([
      [0, verdictOf('trouble')],
      [29 * MINUTE_MS, verdictOf('limited')],
      [31 * MINUTE_MS, verdictOf('trouble')],
      [60 * MINUTE_MS, verdictOf('trouble')],
    ])
    expect(heard).toEqual([])
    expect(lookAt).toEqual(at(61 * MINUTE_MS))
  })

  it('gets worse, and is not told to be less bad', () => {
    const { heard } = tell([
      [0, verdictOf('trouble')],
      [31 * MINUTE_MS, verdictOf('trouble')],
      [32 * MINUTE_MS, verdictOf('broken', 'grant_refused')],
      [33 * MINUTE_MS, verdictOf('trouble')],
      [90 * MINUTE_MS, verdictOf('trouble')],
      [91 * MINUTE_MS, verdictOf('ok')],
    ])
    expect(heard.map(([, kind]) => kind)).toEqual(['needs_attention', 'needs_attention', 'recovered'])
  })

  it('is that it does not work, also when nobody can say for long which of two things it is', () => {
    const steps = Array.from({ length: 8 }, (_, turn): [number, Verdict] => [
      turn * 4 * MINUTE_MS,
      verdictOf(turn % 2 === 0 ? 'trouble' : 'operator'),
    ])
    expect(tell(steps).heard).toEqual([[12 * MINUTE_MS, 'needs_attention']])
  })

  it.each<VerdictState>(['trouble', 'operator', 'frozen'])('is its end, when that comes while it is %s', (state) => {
    const until = at(90 * DAY_MS)
    const steps: Array<[number, Verdict]> = [0, 31 * MINUTE_MS, 89 * DAY_MS].map((ms) => [
      ms,
      verdictOf(state, 'proven', until),
    ])
    expect(tell(steps).lookAt).toEqual(until)
    expect(tell([...steps, [90 * DAY_MS, verdictOf('broken', 'lapsed')]]).heard.at(-1)?.[0]).toBe(90 * DAY_MS)
    // Before that is told: within the half hour in which automation may mend it.
    const soon = verdictOf('trouble', 'proven', at(MINUTE_MS))
    expect(tell([[0, soon]]).lookAt).toEqual(at(MINUTE_MS))
  })

  it('says what mended it, and after how long', () => {
    const broken = { ...WORKS, stand: 'broken' as const }
    const base = { verdict: verdictOf('ok'), grantedScopes: SCOPES, now: at(90_000), told: broken, seen: null }
    expect(decideTransition({ ...base, grantedAt: at(80_000) }).transitions).toEqual([
      { kind: 'recovered', downSeconds: 90, mendedBy: 'authorization' },
    ])
    expect(decideTransition({ ...base, grantedAt: at(-1) }).transitions).toMatchObject([{ mendedBy: 'renewal' }])
  })

  it('is each pause, end and new beginning, and an end when it is proven or given up', () => {
    const { heard } = tell([
      [1, verdictOf('frozen', 'paused')],
      [2, verdictOf('ok')],
      [3, verdictOf('gone', 'disconnect_unconfirmed')],
      [4, verdictOf('gone', 'disconnected')],
      [5, verdictOf('gone', 'disconnected')],
      [6, verdictOf('ok')],
    ])
    expect(heard.map(([, kind]) => kind)).toEqual(['paused', 'resumed', 'disconnected', 'connected'])
    const given = decideTransition({
      ...{ verdict: verdictOf('gone', 'disconnect_given_up'), grantedScopes: SCOPES, grantedAt: START },
      ...{ now: START, told: WORKS, seen: null },
    })
    expect(given.transitions).toEqual([{ kind: 'disconnected', proven: false }])
  })

  it('are the permissions that it lost and gained, when it works', () => {
    const less = { grantedScopes: ['openid', 'team.read'] }
    const { heard, told } = tell([
      [1, verdictOf('frozen', 'paused'), less],
      [2, verdictOf('limited', 'scopes_missing'), less],
    ])
    expect(heard.map(([, kind]) => kind)).toEqual(['paused', 'resumed', 'permissions_changed'])
    expect(told.scopes).toEqual(less.grantedScopes)
  })

  it('are no loss when it was connected anew with fewer', () => {
    const less = { grantedScopes: ['openid'] }
    const { heard } = tell([
      [1, verdictOf('gone', 'disconnected')],
      [2, verdictOf('ok'), less],
    ])
    expect(heard.map(([, kind]) => kind)).toEqual(['disconnected', 'connected'])
  })

  it('is its end, 14, 7, 3 and 1 days before, each once however often one looks', () => {
    const until = at(90 * DAY_MS)
    const verdict = verdictOf('expiring', 'lapses_soon', until)
    const days = [75, 76, 76.5, 83, 84, 87, 88, 89, 89.5]
    const { heard, lookAt } = tell(days.map((day) => [day * DAY_MS, verdict]))
    expect(heard.map(([ms]) => ms / DAY_MS)).toEqual([76, 83, 87, 89])
    expect(lookAt).toEqual(until)
  })

  it('skips the reminders that were missed while nobody looked, and begins anew with a new end', () => {
    const verdict = (until: number) => verdictOf('expiring', 'lapses_soon', at(until * DAY_MS))
    const { heard } = tell([
      [88 * DAY_MS, verdict(90)],
      [170 * DAY_MS, verdict(180)],
    ])
    expect(heard).toEqual([
      [88 * DAY_MS, 'reminder'],
      [170 * DAY_MS, 'reminder'],
    ])
  })

  it('is no reminder of an access that was given for an hour, nor of one that renews itself', () => {
    expect(tell([[1, verdictOf('no_renew', 'no_offline_access', at(3_600_000))]]).heard).toEqual([])
    expect(tell([[80 * DAY_MS, verdictOf('ok', 'proven', at(90 * DAY_MS))]]).heard).toEqual([])
  })
})
