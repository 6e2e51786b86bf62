import { expect, test } from '#e2e/adversarial/fixtures'
import { DISCONNECT } from '#e2e/adversarial/life'
import { expectErased } from '#e2e/support/app'
import type { Failure } from '#e2e/support/simulator'

// A 401 is no proof by itself: a gateway that answers it to everything stands in front of living consents too. Every order
// of answers is played in lib/disconnect/prove-ended.test.ts; here is what a person reads of the worst.

const untilReset = { times: 0 }
const CONFIRMED = 'Every step that was needed is confirmed.'
const SHUT: Failure = { kind: 'status', target: 'api', status: 401, ...untilReset }
const NOT_REVOKED: Failure = { kind: 'status', target: 'revoke', status: 503, ...untilReset }
const ONE_ANSWER: Failure = { kind: 'delay', target: 'membership', ms: 0, times: 1 }

const GATEWAYS: Array<[string, Failure[]]> = [
  ['of the API, after it had accepted the access', [ONE_ANSWER, SHUT, NOT_REVOKED]],
  ['of everything', [ONE_ANSWER, { ...SHUT, target: 'all' } as Failure]],
]
for (const [what, failures] of GATEWAYS)
  test(`V40 the 401 of a gateway ${what}, is no end: the consent lives, and what can end it is kept`, async ({
    life,
  }) => {
    const { simulator, database } = life.world
    for (const failure of failures) await life.fails(failure)
    expect(await life.press(DISCONNECT)).not.toContain(CONFIRMED)
    expect(await life.row()).toMatchObject({ status: 'disconnecting', refresh_token_sealed: expect.any(String) })
    expect(await simulator.live('refresh'), 'it lives').not.toEqual([])
    await simulator.behaveAgain()
    expect(await life.press(/^Try again$/)).toContain(CONFIRMED)
    await expectErased(database, () => simulator.live('refresh'))
  })

test('V41 a proof is good news: the history has no failed renewal, and the log no error', async ({ life, logs }) => {
  expect(await life.press(DISCONNECT)).toContain(CONFIRMED)
  const history = await life.page('/activity')
  for (const words of ['Automatic renewal failed', 'Something else went wrong', 'already expired'])
    expect(history).not.toContain(words)
  expect(logs.lines().filter(({ level }) => Number(level) >= 50)).toEqual([])
})
