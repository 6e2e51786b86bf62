import { expect, test } from '#e2e/adversarial/fixtures'

// security.md 8.6: answers to a refresh that point elsewhere, or ask to wait.

const target = 'refresh'
const WORKS = 'Done. Qonto answered, and it works.'

for (const status of [301, 302, 307, 308])
  test(`R32 a redirect with ${status} is not followed, and the refresh token goes to one host only`, async ({
    life,
  }) => {
    const { simulator } = life.world
    await life.accessRunsOut()
    await life.fails({ kind: 'redirect', target, status, to: `${simulator.origin}/userinfo` })
    expect(await life.checkNow()).not.toContain(WORKS)
    expect(await simulator.requests('userinfo')).toEqual([])
    expect(await life.verdict()).toContain('Set-up problem')
    await life.recovers()
  })

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const WAITS: Array<[string, number | string | undefined, number, number]> = [
  ['nothing', undefined, 400, 5 * SECOND],
  ['45', 45, 44 * SECOND, 46 * SECOND],
  ['120', 120, 119 * SECOND, 121 * SECOND],
  ['more than any number', '99999999999999999999', 400, HOUR],
  ['a week', 604_800, HOUR - SECOND, HOUR + SECOND],
  ['less than nothing', '-5', 400, 5 * SECOND],
  ['a word', 'soon', 400, 5 * SECOND],
  ['a moment of the past', 'Wed, 21 Oct 2015 07:28:00 GMT', 400, 5 * SECOND],
  ['a moment of the far future', 'Fri, 31 Dec 2999 23:59:59 GMT', HOUR - SECOND, HOUR + SECOND],
]
for (const [what, retryAfter, least, most] of WAITS)
  test(`R30 after a 429 that asks to wait for ${what}, the wait is sane and then it works`, async ({ life }) => {
    await life.accessRunsOut()
    await life.fails({ kind: 'status', target, status: 429, ...(retryAfter === undefined ? {} : { retryAfter }) })
    expect(await life.checkNow()).not.toContain(WORKS)
    const { next_attempt_at, failed_at, failure } = await life.row()
    expect(failure).toBe('rate_limited')
    const wait = (next_attempt_at?.getTime() ?? 0) - (failed_at?.getTime() ?? 0)
    expect(wait).toBeGreaterThanOrEqual(least)
    expect(wait).toBeLessThanOrEqual(most)
    expect(await life.verdict()).toContain('Qonto asked us to wait a little.')
    await life.recovers()
  })
