import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, followRedirects, type Seen } from '#simulator/control/tiny-browser'
import { CONTROL_GROUPS } from '#simulator/pages/control-buttons'
import { ORGANIZATIONS } from '#simulator/people/people'
import { type Bench, REDIRECT_URI, startBench, tokensOf } from '#simulator/testing'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterEach(() => bench.command('reset', { all: true }))
afterAll(() => bench.close())

const errorOf = async (query: Record<string, string | null>) => {
  const response = await fetch(bench.authorizationUrl(query), { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? 'none:').searchParams
}
const visit = (browser: Browser, query: Record<string, string | null> = {}) =>
  followRedirects(browser, bench.authorizationUrl(query).href)
const newBrowser = (): Browser => ({ origin: bench.url, cookies: new Map() })
const post = (browser: Browser, url: string, fields: Record<string, string>) =>
  followRedirects(browser, url, new URLSearchParams(fields))
const signIn = (browser: Browser, url: string, person: string) => post(browser, `${url}/person`, { person })
const allow = (browser: Browser, url: string) => post(browser, url, { decision: 'allow' })
const answerOf = ({ left }: Seen) => Object.fromEntries(new URL(left ?? 'none:').searchParams)
const pathOf = (url: string) => new URL(url).pathname.replace(/interaction\/[^/]+/, 'interaction')
const [lumen, buchwerk] = ORGANIZATIONS

describe('the redirect back', () => {
  test('carries code, state and the granted scopes, and no iss', async () => {
    const location = await bench.trip()
    expect(location.href.split('?')[0]).toBe(REDIRECT_URI)
    expect([...location.searchParams.keys()].sort()).toEqual(['code', 'scope', 'state'])
    expect(location.searchParams.get('scope')).toBe('openid offline_access organization.read membership.read')
  })

  test('tells a refusal with its description and the state', async () => {
    const { searchParams } = await bench.trip({ refuse: true })
    expect(Object.fromEntries(searchParams)).toEqual({
      error: 'access_denied',
      error_description: expect.stringContaining('denied'),
      state: 'state-of-this-test-state-of-this-test',
    })
  })

  test('names what is wrong with the request', async () => {
    expect((await errorOf({ state: 'short12' })).get('error')).toBe('invalid_state')
    expect((await errorOf({ nonce: 'short12' })).get('error')).toBe('insufficient_entropy')
    expect((await errorOf({ response_type: 'token' })).get('error')).toBe('unsupported_response_type')
    expect((await errorOf({ prompt: 'none' })).get('error')).toBe('login_required')
    const scope = await errorOf({ scope: 'openid client_invoices.write' })
    expect([scope.get('error'), scope.get('state')]).toEqual(['invalid_scope', 'state-of-this-test-state-of-this-test'])
    expect(scope.get('error_description')).toContain("'client_invoices.write'")
  })

  test('says no to a sign-in without a session in the words of Hydra (hydra, consent/strategy_default.go)', async () => {
    expect((await errorOf({ prompt: 'none' })).get('error_description')).toBe(
      "The Authorization Server requires End-User authentication. Prompt 'none' was requested, but no existing login session was found.",
    )
  })

  test.each([
    ['Sign-in denied', 'login request denied', ''],
    ['Consent denied', 'consent request denied', ''],
    ['Back button at Qonto', 'access_denied', 'The login verifier has already been used'],
    ['Two tabs at once', 'request_forbidden', 'The CSRF value from the token does not match'],
    ['Half an hour on the page', 'request_unauthorized', 'The login request has expired'],
  ])('has a button: %s (hydra, flow/consent_types.go, consent and flow)', async (label, error, words) => {
    const button = CONTROL_GROUPS.flatMap(({ buttons }) => buttons).find((each) => each.label === label)
    await bench.command('failures', button?.body)
    const answer = await errorOf({})
    expect([answer.get('error'), answer.get('state')]).toEqual([error, 'state-of-this-test-state-of-this-test'])
    expect(answer.get('error_description')).toContain(words)
  })

  test('is refused for scopes that are not enabled for the app', async () => {
    await bench.command('failures', { kind: 'app_scopes', scopes: ['openid'] })
    expect((await errorOf({})).get('error')).toBe('invalid_scope')
  })

  test('never happens for an unknown app or address', async () => {
    for (const query of [
      { client_id: 'unknown' },
      { redirect_uri: 'https://evil.example/api/auth/callback/qonto' },
      { redirect_uri: 'http://localhost:3000/other' },
    ]) {
      const response = await fetch(bench.authorizationUrl(query), { redirect: 'manual' })
      expect([response.status, response.headers.get('location')]).toEqual([404, null])
      expect(await response.text()).toContain('This app cannot be connected')
    }
  })
})

describe('the pages', () => {
  test('ask a person with several organisations which one, and nobody else', async () => {
    const browser = newBrowser()
    const start = await visit(browser)
    const jonas = await followRedirects(browser, `${start.url}/person`, new URLSearchParams({ person: 'Jonas' }))
    expect(pathOf(jonas.url)).toBe('/interaction/organization')
    const other = newBrowser()
    const camille = await followRedirects(
      other,
      `${(await visit(other)).url}/person`,
      new URLSearchParams({ person: 'Camille' }),
    )
    expect(pathOf(camille.url)).toBe('/interaction/consent')
  })

  test('skip the question when the app names the organisation', async () => {
    const tokens = await bench.connect({ person: 'Jonas', query: { organization_id: lumen?.id ?? '' } })
    const { organization } = await (await bench.api('organization', tokens.access_token)).json()
    expect(organization.id).toBe(lumen?.id)
  })

  test('stop a person who does not belong to that organisation', async () => {
    await expect(bench.trip({ person: 'Camille', query: { organization_id: buchwerk?.id ?? '' } })).rejects.toThrow(
      'Not your organisation',
    )
  })

  test('grant what stays ticked, and openid in any case', async () => {
    const tokens = await tokensOf(await bench.exchange(await bench.trip({ scopes: ['membership.read'] })))
    expect(tokens.scope).toBe('openid membership.read')
    expect(tokens.refresh_token).toBe('undefined')
    expect((await bench.api('organization', tokens.access_token)).status).toBe(403)
  })

  test('grant less once when the control room says so', async () => {
    await bench.command('failures', { kind: 'narrow_scopes', scopes: ['openid', 'offline_access'] })
    expect((await bench.connect()).scope).toBe('openid offline_access')
    expect((await bench.connect()).scope).toContain('organization.read')
  })

  test('remember who signed in, ask for consent each time, and forget on request', async () => {
    const browser = newBrowser()
    const start = await visit(browser)
    await followRedirects(browser, `${start.url}/person`, new URLSearchParams({ person: 'Camille' }))
    const again = await visit(browser)
    expect(pathOf(again.url)).toBe('/interaction/consent')
    expect(again.text).toContain('Signed in as Camille Rousseau')
    expect(pathOf((await visit(browser, { prompt: 'login' })).url)).toBe('/interaction')
    const switched = await followRedirects(browser, again.url.replace('consent', 'switch'), new URLSearchParams())
    expect(switched.text).toContain('Choose who signs in')
  })

  test('let the newer of two trips in one browser end, and the older one not (hydra, consent/csrf.go)', async () => {
    const browser = newBrowser()
    const older = await signIn(browser, (await visit(browser)).url, 'Giulia')
    const newer = await signIn(
      browser,
      (await visit(browser, { prompt: 'login', state: 'newer-newer' })).url,
      'Camille',
    )
    const refused = answerOf(await allow(browser, older.url))
    expect(refused).toMatchObject({ error: 'request_forbidden', state: 'state-of-this-test-state-of-this-test' })
    expect(refused.error_description).toContain('The request is not allowed. The CSRF value from the token does not')
    expect(answerOf(await allow(browser, newer.url))).toMatchObject({ code: expect.any(String), state: 'newer-newer' })
  })

  test('forget the sign-in of a trip as soon as another one begins, and refuse it all the same', async () => {
    const browser = newBrowser()
    const [older] = [await visit(browser), await visit(browser)]
    expect(answerOf(await signIn(browser, older.url, 'Giulia')).error).toBe('request_forbidden')
    const again = newBrowser()
    const [oldest] = [await visit(again), await visit(again)]
    expect(answerOf(await post(again, `${oldest.url}/consent`, { decision: 'refuse' })).error).toBe('access_denied')
  })

  test('send back after half an hour, and from the consent as well (hydra, flow/flow_encoding.go)', async () => {
    const browser = newBrowser()
    const { url } = await visit(browser)
    const other = newBrowser()
    const consent = await signIn(other, (await visit(other)).url, 'Camille')
    await bench.command('clock', { offsetSeconds: 1801 })
    for (const over of [await followRedirects(browser, url), await allow(other, consent.url)])
      expect(answerOf(over)).toEqual({
        error: 'request_unauthorized',
        error_description: 'The request could not be authorized. The login request has expired, please try again.',
        state: 'state-of-this-test-state-of-this-test',
      })
  })

  test('deny what is sent once more after the Back button (hydra, flow/flow_encoding.go)', async () => {
    const browser = newBrowser()
    const consent = await signIn(browser, (await visit(browser)).url, 'Camille')
    await allow(browser, consent.url)
    const again = answerOf(await allow(browser, consent.url))
    expect([again.error, again.error_description]).toEqual([
      'access_denied',
      expect.stringContaining('The consent verifier has already been used'),
    ])
    const page = await followRedirects(browser, consent.url)
    expect([page.status, page.text.includes('<a href="http://localhost:3000">')]).toEqual([400, true])
  })

  test('say in a browser where no trip was begun that it is over, and link back to the app', async () => {
    const { url } = await visit(newBrowser())
    const over = await followRedirects(newBrowser(), url)
    expect([over.status, over.text.includes('<a href="http://localhost:3000">')]).toEqual([400, true])
  })

  test('escape whatever comes from outside and run no script', async () => {
    const response = await fetch(
      bench.authorizationUrl({ redirect_uri: 'http://localhost:3000/"><script>alert(1)</script>' }),
    )
    expect(await response.text()).not.toContain('<script')
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'nonce-/)
  })
})
