import { byId } from '#e2e/adversarial/by-id'
import { expect, test } from '#e2e/adversarial/fixtures'
import { expectRefused, expectRefusedTrip } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'

// security.md 8.3: what Qonto answers when a code is exchanged. It is asked once, whatever it says.

const target = 'token'
const status = (code: number, body?: unknown): Failure => ({ kind: 'status', target, status: code, body })

const FAILURES: Array<[string, string, Failure]> = [
  ['T01 a code that is not accepted', 'code_refused', status(400, { error: 'invalid_grant' })],
  ['T01 a code that is not accepted, as 401', 'code_refused', status(401, { error: 'invalid_grant' })],
  ['T02 refused credentials', 'config_error', { kind: 'refuse_credentials', target }],
  ['T02 refused credentials as 400', 'config_error', status(400, { error: 'invalid_client' })],
  ['T02 refused credentials without a word', 'config_error', status(401, {})],
  ['T02 an app that may not do this', 'config_error', status(400, { error: 'unauthorized_client' })],
  ['T02 the sign-in wall of the sandbox', 'config_error', { kind: 'html', target }],
  [
    'T02 a redirect to that wall',
    'config_error',
    { kind: 'redirect', target, to: 'https://developers.qonto.example/login' },
  ],
  ['T03 a collision', 'provider_unavailable', status(400, { error: 'invalid_request' })],
  ['T03 too many requests', 'provider_unavailable', { kind: 'status', target, status: 429, retryAfter: 1 }],
  ['T03 too many requests in HTML', 'provider_unavailable', status(429, '<h1>Slow down</h1>')],
  ['T03 an error of its own', 'provider_unavailable', status(500)],
  ['T03 a gateway page', 'provider_unavailable', status(502, '<h1>Bad gateway</h1>')],
  ['T03 a pause', 'provider_unavailable', { kind: 'status', target, status: 503, retryAfter: 120 }],
  ['T03 a pause until a day that is none', 'provider_unavailable', { ...status(503), retryAfter: 'never' } as Failure],
  ['T03 a gateway that waited', 'provider_unavailable', status(504, '')],
  ['T03 an outage told as 400', 'provider_unavailable', status(400, { error: 'temporarily_unavailable' })],
  ['T03 a refusal nobody knows', 'provider_invalid_response', status(400, { error: ['invalid_grant'] })],
  ['T03 a refusal without a word', 'provider_invalid_response', status(418, null)],
  ['T07 a closed door', 'provider_unavailable', { kind: 'refuse', target }],
  ['T07 no answer after the work was done', 'provider_unavailable', { kind: 'lose_answer', target }],
  ['T10 broken JSON', 'provider_invalid_response', { kind: 'invalid_json', target }],
  ...[['access_token'], null, {}].map((json): [string, string, Failure] => [
    `T10 ${JSON.stringify(json)} instead of an answer`,
    'provider_invalid_response',
    { kind: 'body', target, json, work: false },
  ]),
]
/** After these Qonto has issued tokens, and we have not seen them. */
const UNSEEN = ['lose_answer', 'invalid_json']
for (const [id, rows] of byId(FAILURES))
  test(`${id} a failure ends as what it is, after one request`, async ({ signedIn, aftermath }) => {
    aftermath.leavesOrphans(rows.filter(([, , { kind }]) => UNSEEN.includes(kind)).length)
    for (const [what, code, failure] of rows)
      await test.step(`${what} ends as ${code}, after one request`, async () => {
        await signedIn.simulator.fail(failure)
        const { events } = await expectRefusedTrip(signedIn, code)
        // T02: what only an administrator can mend is worth an alarm.
        expect(events).toEqual([expect.objectContaining({ level: code === 'config_error' ? 50 : 40 })])
      })
  })

test('T08 a redirect is not followed', async ({ signedIn }) => {
  for (const status of [301, 303, 304, 307])
    for (const to of ['/userinfo', 'http://169.254.169.254/latest/meta-data/'])
      await test.step(`T08 a redirect with ${status} to ${to} is not followed`, async () => {
        const { simulator } = signedIn
        await simulator.fail({ kind: 'redirect', target, status, to: to.startsWith('/u') ? simulator.origin + to : to })
        await expectRefusedTrip(signedIn, 'provider_invalid_response')
        expect(await simulator.requests('userinfo')).toEqual([])
      })
})

test('T03 the answer of a lost exchange is not asked for a second time', async ({ client, simulator, aftermath }) => {
  aftermath.leavesOrphans(1)
  await simulator.fail({ kind: 'lose_answer', target })
  const callback = await client.consent('Camille')
  const again = client.twin()
  expectRefused(await client.arrive(callback), 'provider_unavailable')
  expectRefused(await again.arrive(callback), 'flow_replayed')
  expect(await simulator.requests('token')).toHaveLength(1)
})
