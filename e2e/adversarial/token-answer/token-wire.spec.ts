import { expect, test } from '#e2e/adversarial/fixtures'
import { expectConnected, expectRefusedTrip } from '#e2e/support/outcomes'
import type { Failure } from '#e2e/support/simulator'
import { connectionsTo, isKnown, residentMegabytes } from './process.ts'

// security.md 8.3, T05 to T09: an answer that does not end, does not fit or is no HTTP. Qonto is asked once.

const target = 'token'
const raw = (text: string, more: object = {}): Failure => ({ kind: 'raw', target, text, ...more })

const SLOW: Array<[string, Failure, number]> = [
  ['T05 nothing at all', { kind: 'delay', target, ms: 7_000 }, 1],
  ['T06 headers and then silence', { kind: 'stall', target }, 1],
  ['T06 one byte now and then', { kind: 'trickle', target, ms: 500 }, 1],
  [
    'T06 chunks without an end',
    raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n', { next: 'silence' }),
    0,
  ],
  ['T06 a header line that does not end', raw('HTTP/1.1 200 OK\r\nX-Slow: ', { next: 'silence' }), 0],
  ['T06 hints without an answer', raw('HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n', { every: 5 }), 0],
]
for (const [what, failure, orphans] of SLOW)
  test(`${what} ends as provider_unavailable within eight seconds, and hangs up`, async ({ signedIn, aftermath }) => {
    aftermath.leavesOrphans(orphans)
    const port = Number(new URL(signedIn.simulator.origin).port)
    // The launcher looks after the simulator on connections of its own.
    const before = isKnown ? connectionsTo(port) : 0
    await signedIn.simulator.fail(failure)
    const { milliseconds } = await expectRefusedTrip(signedIn, 'provider_unavailable')
    // Five for the request. At seven the deadline of the whole callback would have ended it, which is not the same.
    expect(milliseconds).toBeLessThan(7_000)
    if (isKnown)
      await expect.poll(() => connectionsTo(port), { timeout: 5_000 }).toBeLessThanOrEqual(Math.max(before, 1))
  })

test('T06 an answer byte by byte is in time when it is quick about it', async ({ client, simulator }) => {
  await simulator.fail({ kind: 'trickle', target, ms: 1 })
  expectConnected(await client.signIn('Camille'))
})

test('T05 an answer after two seconds is in time', async ({ client, simulator }) => {
  await simulator.fail({ kind: 'delay', target, ms: 2_000 })
  expectConnected(await client.signIn('Camille'))
})

const BROKEN: Array<[string, string, Failure]> = [
  ['T07 a reset instead of an answer', 'provider_unavailable', raw('')],
  ['T07 half a status line', 'provider_unavailable', raw('HTTP/1.1 20')],
  ['T07 no HTTP at all', 'provider_unavailable', raw('SSH-2.0-OpenSSH_9.6\r\n')],
  [
    'T07 a broken chunk',
    'provider_unavailable',
    raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n'),
  ],
  [
    'T07 a length and chunks at once',
    'provider_unavailable',
    raw('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'),
  ],
  [
    'T07 two lengths',
    'provider_unavailable',
    raw('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'),
  ],
  ['T07 NUL in a header', 'provider_unavailable', raw('HTTP/1.1 200 OK\r\nX-A: \u0000\r\n\r\n{}')],
  [
    'T07 chunks that stop',
    'provider_unavailable',
    raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'),
  ],
  [
    'T07 a change of protocol',
    'provider_unavailable',
    raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
  ],
  ['T07 204', 'provider_invalid_response', raw('HTTP/1.1 204 No Content\r\n\r\n')],
  ['T07 200 with nothing in it', 'provider_invalid_response', raw('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')],
  ['T07 205', 'provider_invalid_response', raw('HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n')],
  ['T07 a status beyond all', 'provider_unavailable', raw('HTTP/1.1 999 Unknown\r\nContent-Length: 2\r\n\r\n{}')],
  ['T07 a status below all', 'provider_unavailable', raw('HTTP/1.1 000 Nothing\r\nContent-Length: 2\r\n\r\n{}')],
]
test('T07 an answer that is no whole HTTP ends the sign-in, after one request', async ({ signedIn }) => {
  for (const [what, code, failure] of BROKEN)
    await test.step(`${what} ends as ${code}, after one request`, async () => {
      await signedIn.simulator.fail(failure)
      await expectRefusedTrip(signedIn, code)
    })
})

const header = (kilobytes: number): Failure => ({
  kind: 'headers',
  target,
  json: { 'x-padding': 'x'.repeat(kilobytes * 1_000) },
})

for (const kilobytes of [20, 50])
  test(`T09 ${kilobytes} kB of headers end as provider_unavailable`, async ({ signedIn, aftermath }) => {
    aftermath.leavesOrphans(1)
    await signedIn.simulator.fail(header(kilobytes))
    await expectRefusedTrip(signedIn, 'provider_unavailable')
  })

test('T09 8 kB of headers do no harm', async ({ client, simulator }) => {
  await simulator.fail(header(8))
  expectConnected(await client.signIn('Camille'))
})

const BOMBS: Array<[string, string, Failure]> = [
  ['150 MB', 'provider_invalid_response', { kind: 'oversized', target, megabytes: 150 }],
  ['a compressed bomb', 'provider_invalid_response', { kind: 'oversized', target, megabytes: 150, gzip: true }],
  ['a header of 5 MB', 'provider_unavailable', raw(`HTTP/1.1 200 OK\r\nX-A: ${'x'.repeat(50_000)}`, { every: 1 })],
]
test('T09 bombs are cut off, and memory stays as it was', async ({ signedIn }) => {
  const before = isKnown ? residentMegabytes() : 0
  for (const [, code, failure] of [...BOMBS, ...BOMBS]) {
    await signedIn.simulator.fail(failure)
    await expectRefusedTrip(signedIn, code)
  }
  if (isKnown) expect(residentMegabytes() - before).toBeLessThan(120)
})

const EARLY = 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n'
for (const [what, text] of [
  ['100 Continue', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['early hints', EARLY],
  ['a thousand early hints', EARLY.repeat(1_000)],
] as const)
  test(`T30 ${what} before the answer does no harm`, async ({ client, simulator }) => {
    await simulator.fail(raw(text, { next: 'answer', work: true }))
    expectConnected(await client.signIn('Camille'))
  })
