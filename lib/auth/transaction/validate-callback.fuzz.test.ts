import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beginFlow } from '#lib/auth/begin-flow'
import { authOptions } from '#lib/auth/next-auth/options'
import { runNextAuth } from '#lib/auth/next-auth/run-next-auth'
import { cookieName } from '#lib/auth/session/cookies'
import { SIGN_IN_ERRORS } from '#lib/auth/transaction/sign-in-errors'
import { readTransactionCookie } from '#lib/auth/transaction/transaction-cookie'
import { validateCallback } from '#lib/auth/transaction/validate-callback'
import { db } from '#lib/db'
import { sha256 } from '#lib/ids'
import { INHERITED, mutated, oddText } from '#lib/testing/fuzz'
import { type Harness, openHarness } from '#lib/testing/harness'

interface Browser {
  state: string
  cookies: Map<string, string>
}

let harness: Harness
let ours: Browser
let theirs: Browser
beforeAll(async () => {
  harness = await openHarness()
  ours = await begin()
  theirs = await begin()
})
afterAll(() => harness.close())

const valuesOf = (setCookies: string[]) =>
  new Map(
    setCookies
      .map((cookie) => (cookie.split(';')[0] ?? '').split(/=(.*)/s))
      .map(([name = '', value = '']) => [name, decodeURIComponent(value)] as const),
  )

/** A browser that has begun a transaction. */
async function begin(): Promise<Browser> {
  const options = authOptions()
  const csrf = await runNextAuth({ method: 'GET', action: 'csrf', cookies: {} }, options)
  const { csrfToken } = csrf.body as { csrfToken: string }
  const wish = { intent: null, connection: null, scopes: [], csrfToken, callbackUrl: '/connections' }
  const begun = await beginFlow(wish, valuesOf(csrf.setCookies).get(cookieName('csrfToken')), null)
  return { state: new URL(begun.location).searchParams.get('state') ?? '', cookies: valuesOf(begun.setCookies) }
}

/** The cookie has more than one spelling: what counts is what it says. */
async function stateIn(jar: Map<string, string>): Promise<unknown> {
  return (await readTransactionCookie(jar))?.state
}

const isUsed = async ({ state }: Browser) =>
  (await db().transaction.findUniqueOrThrow({ where: { stateHash: sha256(state) } })).consumedAt !== null
const text = oddText.map((one) => one.slice(0, 3_000).toWellFormed())

function query() {
  const name = fc.oneof(
    fc.constantFrom(
      'code',
      'state',
      'scope',
      'iss',
      'error',
      'error_description',
      'error_uri',
      'access_token',
      'id_token',
    ),
    fc.constantFrom('CODE', 'state ', 'code[]', 'nonce', ...INHERITED),
    text,
  )
  const value = fc.oneof(
    fc.constantFrom(ours.state, theirs.state, harness.bench.url, 'the-code', 'access_denied', 'server_error'),
    mutated(ours.state),
    mutated(harness.bench.url),
    text,
  )
  const right: Array<[string, string]> = [
    ['code', 'the-code'],
    ['state', ours.state],
  ]
  const more = fc.array(fc.tuple(name, value), { maxLength: 3 })
  const replaced = fc.tuple(fc.constantFrom('code', 'state'), value)
  return fc.oneof(
    more.map((extra) => [...right, ...extra]),
    fc
      .tuple(replaced, more)
      .map(([[one, other], extra]) => [
        ...right.filter(([name]) => name !== one),
        [one, other] as [string, string],
        ...extra,
      ]),
    fc.array(fc.tuple(name, value), { maxLength: 6 }),
  )
}

/** The cookie of this browser, or what is left of it. Never the state of the other one: whoever has that is the other one. */
function cookies() {
  const name = cookieName('transaction')
  const own = ours.cookies.get(name) ?? ''
  return fc
    .oneof(
      { weight: 6, arbitrary: fc.constant(own) },
      fc.constantFrom('', own.slice(0, own.length / 2), ours.cookies.get(cookieName('callbackUrl')) ?? ''),
      mutated(own),
      text,
    )
    .map((value) => new Map([[name, value]]))
}

describe('judging a callback', () => {
  it('accepts one code and one state of this browser and nothing else, and uses up no trip of another one', async () => {
    const accepted = { count: 0 }
    await fc.assert(
      fc.asyncProperty(query(), cookies(), async (pairs, jar) => {
        await db().transaction.updateMany({ data: { consumedAt: null } })
        const validated = await validateCallback({
          query: new URLSearchParams(pairs),
          checks: await readTransactionCookie(jar),
          session: null,
        })
        const hasState = (await stateIn(jar)) === ours.state
        expect(await isUsed(theirs)).toBe(false)
        if (!validated.ok) {
          expect(SIGN_IN_ERRORS).toContain(validated.reason.error)
          if (!hasState) expect(await isUsed(ours)).toBe(false)
          return
        }
        accepted.count += 1
        const { response } = validated.value
        expect([hasState, await isUsed(ours)]).toEqual([true, false])
        for (const name of ['code', 'state']) {
          expect(response.getAll(name)).toHaveLength(1)
          expect(pairs.filter(([one]) => one === name)).toHaveLength(1)
        }
        expect(response.get('state')).toBe(ours.state)
        expect(response.get('code')).toMatch(/^[\x20-\x7e]{1,2048}$/)
        expect(response.has('error')).toBe(false)
        expect(response.get('iss') ?? harness.bench.url).toBe(harness.bench.url)
        const known = ['code', 'state', 'scope', 'iss', 'error_description', 'error_uri', 'error_hint', 'error_debug']
        expect(known).toEqual(expect.arrayContaining([...response.keys()]))
        expect(pairs.some(([name]) => /^(access_token|id_token|refresh_token|token)$/.test(name))).toBe(false)
      }),
      { numRuns: 200 },
    )
    // Not everything is refused, or the rest would say nothing.
    expect(accepted.count).toBeGreaterThan(10)
  })

  it('uses its own trip up with every refusal of an answer to it, and with no other', async () => {
    await fc.assert(
      fc.asyncProperty(query(), async (pairs) => {
        await db().transaction.updateMany({ data: { consumedAt: null } })
        const validated = await validateCallback({
          query: new URLSearchParams(pairs),
          checks: await readTransactionCookie(ours.cookies),
          session: null,
        })
        const states = pairs.filter(([name]) => name === 'state').map(([, value]) => value)
        const isAnswer = states.length === 1 && states[0] === ours.state
        expect([await isUsed(ours), await isUsed(theirs)]).toEqual([!validated.ok && isAnswer, false])
      }),
      { numRuns: 150 },
    )
  })
})
