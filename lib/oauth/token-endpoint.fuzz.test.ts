import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryAfter, WireError } from '#lib/http'
import { CONFIGURATION, TokenEndpointError, TRANSIENT, UNCLEAR } from '#lib/oauth/errors'
import { readTokenAnswer } from '#lib/oauth/exchange-code'
import { failureOf } from '#lib/oauth/token-errors'
import { mutated, oddJson, oddText } from '#lib/testing/fuzz'

const GOOD = {
  access_token: 'ory_at_SECRET',
  token_type: 'bearer',
  expires_in: 3600,
  refresh_token: 'ory_rt_SECRET',
  scope: 'openid offline_access',
  id_token: 'e30.SECRET.e30',
}
const FAILURES: readonly string[] = [...TRANSIENT, ...UNCLEAR, ...CONFIGURATION, 'invalid_grant']
const TOKEN = /^[\x21-\x7e]{1,8192}$/
// RFC 6749, section 3.3.
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/

const value = fc.oneof(
  oddJson,
  oddText.map((text) => `SECRET${text}`),
)
const changes = fc.record(
  {
    ...{ access_token: value, refresh_token: value, id_token: value, token_type: value },
    expires_in: fc.oneof(
      oddJson,
      fc.constantFrom<unknown>('0x10', ' 12 ', '1e3', '60', 1e308, -0, 0.5, true, [60], null),
    ),
    scope: fc.oneof(
      value,
      oddText.map((text) => `openid ${text} offline_access`),
    ),
    ...{ error: value, providerAccountId: value, __proto__: value },
  },
  { requiredKeys: [] },
)
const answer = changes.map((changed) => ({ ...GOOD, ...changed }))
const bytes = fc.oneof(
  { weight: 4, arbitrary: answer.map((json) => Buffer.from(JSON.stringify(json))) },
  { weight: 2, arbitrary: mutated(JSON.stringify(GOOD)).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: oddJson.map((json) => Buffer.from(JSON.stringify(json))) },
  fc.constantFrom(
    Buffer.from(JSON.stringify(GOOD), 'utf16le'),
    Buffer.from(`\ufeff${JSON.stringify(GOOD)}`),
    Buffer.from(`${JSON.stringify(GOOD).slice(0, -1)},"access_token":"ory_at_SECRET2"}`),
    Buffer.from('['.repeat(60_000)),
  ),
  fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw)),
)
const header = oddText.map((text) => text.slice(0, 200).replace(/[^\t\x20-\xff]/g, ''))
const response = fc
  .record({
    body: bytes,
    status: fc.oneof({ weight: 3, arbitrary: fc.constant(200) }, fc.integer({ min: 200, max: 599 })),
    type: fc.oneof(fc.constantFrom('application/json', 'text/html'), header),
    date: fc.oneof(fc.constantFrom('Mon, 01 Jan 2035 00:00:00 GMT', '+275760-09-13T00:00:00Z', '-5'), header),
    wait: fc.oneof(fc.constantFrom('120', '-1', '1e9', '99999999', '0x10', 'Fri, 31 Dec 9999 23:59:59 GMT'), header),
    location: fc.oneof(fc.constantFrom('/login', 'https://evil.example'), header),
  })
  .map(({ body, status, type, date, wait, location }) => {
    const headers = { 'content-type': type, date, 'retry-after': wait, location }
    return new Response([204, 205, 304].includes(status) ? null : Uint8Array.from(body), { status, headers })
  })

const SANDBOX = { headers: { 'X-Qonto-Staging-Token': 'x' } }
const outcomeOf = (sent: Response) => readTokenAnswer(SANDBOX, Promise.resolve(sent)).catch((error: unknown) => error)
const answerOf = (json: object) => outcomeOf(Response.json(json))

function expectQuietFailure(error: unknown): void {
  if (!(error instanceof TokenEndpointError)) throw error
  expect(FAILURES).toContain(error.failure)
  expect(error.retryAfterMs ?? 0).toSatisfy((ms: number) => Number.isInteger(ms) && ms >= 0 && ms <= 3_600_000)
  if (error.strayToken !== null) expect(error.strayToken).toMatch(TOKEN)
  const shown = [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 9 }), String(error)].join()
  expect(shown).not.toContain('SECRET')
}

describe('whatever the token endpoint answers', () => {
  it('is a token answer of the allowed alphabet, or a failure of the list that shows no token', async () => {
    await fc.assert(
      fc.asyncProperty(response, async (sent) => {
        const { status } = sent
        const read = await outcomeOf(sent)
        if (read instanceof Error) {
          expectQuietFailure(read)
          return
        }
        expect(status).toBe(200)
        const { accessToken, refreshToken, scopes, expiresIn, skew, ...rest } = read as Awaited<
          ReturnType<typeof readTokenAnswer>
        >
        expect(accessToken).toMatch(TOKEN)
        if (refreshToken !== null) expect(refreshToken).toMatch(TOKEN)
        for (const scope of scopes ?? []) expect(scope).toMatch(SCOPE)
        expect(new Set(scopes).size).toBe(scopes?.length ?? 0)
        expect(expiresIn).toSatisfy((s: number) => Number.isInteger(s) && s > 0 && s <= 31_536_000)
        expect(skew).toSatisfy(Number.isFinite)
        expect(Object.keys(rest)).toEqual(['idToken'])
      }),
      { numRuns: 1_000 },
    )
  })

  it('is never the loss of a token that could be revoked', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (json) => {
        const read = await answerOf(json)
        if (!(read instanceof TokenEndpointError)) return
        const usable = [json.refresh_token, json.access_token].filter(
          (one) => typeof one === 'string' && TOKEN.test(one),
        )
        expect(read.strayToken).toBe(usable[0] ?? null)
      }),
      { numRuns: 300 },
    )
  })

  it('lives for as long as it says, in whole seconds of decimal digits, and for an hour when it does not say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(oddJson, fc.nat(), fc.nat().map(String)), async (expires_in) => {
        const read = await answerOf({ ...GOOD, expires_in })
        if (read instanceof Error) return
        const { expiresIn } = read as { expiresIn: number }
        if (expires_in === null) expect(expiresIn).toBe(3600)
        else
          expect([expiresIn, typeof expires_in]).toEqual([
            Math.floor(Number(expires_in)),
            expect.stringMatching(/^(number|string)$/),
          ])
        if (typeof expires_in === 'string') expect(expires_in).toMatch(/^\d+$/)
      }),
      { numRuns: 500 },
    )
  })

  it('has a failure of the list, and a pause of at most an hour', () => {
    fc.assert(
      fc.property(response, oddJson, (sent, json) => {
        expect(FAILURES).toContain(failureOf(sent, json, SANDBOX.headers))
        const ms = retryAfter(sent)
        expect(ms === null || (Number.isInteger(ms) && ms >= 0 && ms <= 3_600_000)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('an answer that was found by trying', () => {
  it.each([[true], ['0x10'], [' 12 '], ['1e3'], [[60]]])('has no lifetime of %j', async (expires_in) => {
    expect(await answerOf({ ...GOOD, expires_in })).toMatchObject({
      failure: 'invalid_answer',
      strayToken: 'ory_rt_SECRET',
    })
  })

  it('may leave its lifetime null, as well as leave it out', async () => {
    expect(await answerOf({ ...GOOD, expires_in: null })).toMatchObject({ expiresIn: 3600 })
  })

  it('loses the scopes that no scope can be, NUL above all, which PostgreSQL does not store', async () => {
    const scope = 'openid a\u0000b offline_access \ud800 "quoted" back\\slash ünï tab\tbed organization.read'
    expect(await answerOf({ ...GOOD, scope })).toMatchObject({
      scopes: ['openid', 'offline_access', 'organization.read'],
    })
  })

  const half = '{"access_token":"ory_at_SECRET","refresh_token":"ory_rt_SECRET","scope":"ope'
  it.each([
    ['timeout', half, 'ory_rt_SECRET', false],
    ['unreachable', half.slice(0, 45), 'ory_at_SECRET', false],
    ['unreachable', half.slice(0, 20), null, false],
    ['too_large', `${half}","id_token" : "e30.${'x'.repeat(99)}`, 'ory_rt_SECRET', true],
    ['too_large', `${half}","id_token":"e30.e30.e30","more":"${'x'.repeat(99)}`, 'ory_rt_SECRET', false],
    ['timeout', `${half}","id_token":"e30.`, 'ory_rt_SECRET', false],
  ] as const)(
    'that broke off with %s names its tokens for revocation, and shows none',
    async (failure, received, strayToken, hasEndlessIdToken) => {
      const wire = new WireError(failure, received)
      expect(inspect(wire, { depth: 9 }) + JSON.stringify(wire)).not.toContain('SECRET')
      const read = await readTokenAnswer(SANDBOX, Promise.reject(wire)).catch((error: unknown) => error)
      expectQuietFailure(read)
      expect(read).toMatchObject({ failure, strayToken, hasEndlessIdToken })
    },
  )

  it('asks for a pause of many seconds and gets an hour', () => {
    expect(retryAfter(new Response(null, { headers: { 'retry-after': '99999999' } }))).toBe(3_600_000)
  })
})
