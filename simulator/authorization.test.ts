import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ORGANIZATIONS } from '#simulator/people'
import { type Bench, REDIRECT_URI, startBench, tokensOf } from '#simulator/testing'
import { type Browser, followRedirects } from '#simulator/tiny-browser'

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

  test('let two trips in one browser end independently', async () => {
    const browser = newBrowser()
    const [first, second] = [await visit(browser), await visit(browser)]
    const finish = async (url: string, person: string) => {
      const consent = await followRedirects(browser, `${url}/person`, new URLSearchParams({ person }))
      return followRedirects(browser, consent.url, new URLSearchParams({ decision: 'allow' }))
    }
    expect((await finish(second.url, 'Camille')).left).toContain('code=ory_ac_')
    expect((await finish(first.url, 'Giulia')).left).toContain('code=ory_ac_')
  })

  test('say when a trip is over and link back to the app', async () => {
    const browser = newBrowser()
    const { url } = await visit(browser)
    await bench.command('clock', { offsetSeconds: 1801 })
    const over = await followRedirects(browser, url)
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
