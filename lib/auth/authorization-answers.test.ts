import { beforeEach, describe, expect, it, vi } from 'vitest'
import { cookieName } from '#lib/auth/session/cookies'
import { createSession } from '#lib/auth/session/session-store'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newSecret } from '#lib/ids'
import { log } from '#lib/log'
import { type Browser, newBrowser, refusalOf } from '#lib/testing/requests'
import { useHarness } from '#lib/testing/use-harness'

vi.mock('next/server', async (original) => ({
  ...(await original<typeof import('next/server')>()),
  after: () => undefined,
}))

const harness = useHarness()
let browser: Browser
beforeEach(() => {
  browser = newBrowser()
})

/** What a person does at Qonto. */
async function consentAt(url: URL, wish: object = {}): Promise<URL> {
  const body = JSON.stringify({ url, person: 'Camille', ...wish })
  const answer = await fetch(`${harness.bench.url}/simulator/authorize`, { method: 'POST', body })
  return new URL((await answer.json()).location)
}

const isPending = () => browser.cookies.has(cookieName('transaction'))
const unused = () => db().transaction.count({ where: { consumedAt: null } })
const scopesOf = (begun: URL) => begun.searchParams.get('scope')?.split(' ') ?? []

describe('an answer that is not that of the pending transaction ends nothing', () => {
  it('the older of two tabs is told to go on in the newer one, which then connects', async () => {
    const older = await consentAt(await browser.begin())
    const newer = await consentAt(await browser.begin())
    expect(await browser.arrive(older)).toMatchObject({ error: 'flow_superseded' })
    expect([isPending(), await unused()]).toEqual([true, 2])
    expect((await browser.arrive(newer)).location.pathname).toMatch(/^\/connections\//)
    expect(isPending()).toBe(false)
  })

  it.each([
    ['a link of a stranger', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
    ['a link without a state', (url: URL) => url.searchParams.delete('state')],
    ['a link with two states', (url: URL) => url.searchParams.append('state', 'another')],
    ['a refusal in the name of nobody', (url: URL) => (url.search = '?error=access_denied&state=nobody')],
  ])('%s leaves the transaction and its cookie alone', async (_, spoil) => {
    const callback = await consentAt(await browser.begin())
    const strange = new URL(callback)
    spoil(strange)
    expect(await browser.arrive(strange)).toMatchObject({ error: 'flow_invalid' })
    expect([isPending(), await unused()]).toEqual([true, 1])
    expect((await browser.arrive(callback)).error).toBeNull()
  })

  it('one that was used before leaves the next one alone', async () => {
    const first = await consentAt(await browser.begin())
    await browser.arrive(first)
    const second = await consentAt(await browser.begin())
    expect(await browser.arrive(first)).toMatchObject({ error: 'flow_replayed' })
    expect((await browser.arrive(second)).error).toBeNull()
  })

  it('the answer to the pending one ends it, whatever it says', async () => {
    const begun = await browser.begin()
    expect((await browser.arrive(refusalOf(begun, 'server_error'))).error).toBe('provider_unavailable')
    expect([isPending(), await unused()]).toEqual([false, 0])
  })
})

describe('what Hydra refuses by redirect', () => {
  // The names are those of fosite errors.go and Hydra flow/consent_types.go, flow/flow_encoding.go, consent/csrf.go.
  it.each([
    ['access_denied', 'The resource owner denied the request.', 'access_denied'],
    ['consent request denied', '', 'access_denied'],
    ['login request denied', '', 'access_denied'],
    [
      'access_denied',
      'The login verifier has already been used, has not been granted, or is invalid.',
      'provider_page_used',
    ],
    [
      'access_denied',
      'The consent verifier has already been used, has not been granted, or is invalid.',
      'provider_page_used',
    ],
    ['request_forbidden', 'No CSRF value available in the session cookie.', 'provider_lost_track'],
    ['request_unauthorized', 'The login request has expired, please try again.', 'flow_expired'],
    ['login_required', '', 'provider_login_required'],
    ['interaction_required', '', 'provider_login_required'],
    ['server_error', '', 'provider_unavailable'],
    ['temporarily_unavailable', '', 'provider_unavailable'],
    ['unauthorized_client', '', 'config_error'],
    ['unsupported_response_type', '', 'config_error'],
    ['invalid_request', '', 'provider_rejected'],
  ])('%s (%s) is told as %s, and the log has its name', async (error, description, code) => {
    const warn = vi.spyOn(log, 'warn')
    const failed = vi.spyOn(log, 'error')
    const begun = await browser.begin()
    expect((await browser.arrive(refusalOf(begun, error, description))).error).toBe(code)
    const lines = [...warn.mock.calls, ...failed.mock.calls].filter(([event]) => event === 'sign_in_failed')
    expect(lines).toEqual([['sign_in_failed', expect.objectContaining({ code, oauthError: error })]])
    vi.restoreAllMocks()
  })

  it('with a name that nobody knows is logged without it', async () => {
    const warn = vi.spyOn(log, 'warn')
    await browser.arrive(refusalOf(await browser.begin(), 'tell ory_rt_secret'))
    expect(JSON.stringify(warn.mock.calls)).not.toContain('ory_rt_secret')
    expect(warn.mock.calls).toContainEqual(['sign_in_failed', expect.objectContaining({ oauthError: null })])
    vi.restoreAllMocks()
  })

  it('an expired code blames nobody', async () => {
    const callback = await consentAt(await browser.begin())
    await harness.bench.command('clock', { advanceSeconds: 11 * 60 })
    const warn = vi.spyOn(log, 'warn')
    expect((await browser.arrive(callback)).error).toBe('code_refused')
    expect(warn.mock.calls).toContainEqual([
      'sign_in_failed',
      expect.objectContaining({ code: 'code_refused', oauthError: 'invalid_grant' }),
    ])
    vi.restoreAllMocks()
  })
})

describe('scopes', () => {
  /** A connection of Camille's and a browser that is signed in. */
  async function signedIn(scopes?: string[]) {
    const row = await harness.connected(scopes && { query: { scope: scopes.join(' ') } })
    const token = newSecret()
    await createSession(token, row.userId, null)
    browser.cookies.set(cookieName('sessionToken'), token)
    return row
  }

  it('that stood in an answer are not asked for again', async () => {
    const row = await signedIn([...settings().scopes, 'payment.write'])
    expect(row.grantedScopes).toContain('payment.write')
    expect(scopesOf(await browser.begin({ intent: 'reconnect', connection: row.id }))).toEqual(settings().scopes)
  })

  it('that a person allowed on top are asked for again when they re-authorise', async () => {
    const row = await signedIn()
    const more = await browser.begin({ intent: 'allow-more', connection: row.id, scope: ['client.read'] })
    expect(scopesOf(more)).toEqual([...settings().scopes, 'client.read'])
    await browser.arrive(await consentAt(more))
    expect(await harness.row(row.id)).toMatchObject({ chosenScopes: ['client.read'] })
    const again = await browser.begin({ intent: 'reconnect', connection: row.id })
    expect(scopesOf(again)).toContain('client.read')
    await browser.arrive(await consentAt(again))
    expect(await harness.row(row.id)).toMatchObject({ chosenScopes: ['client.read'] })
  })

  it('that move money are never brought along, and can be chosen one by one', async () => {
    const row = await signedIn()
    const allowMore = async (...scope: string[]) =>
      scopesOf(await browser.begin({ intent: 'allow-more', connection: row.id, scope }))
    expect(await allowMore('client.read', 'payment.write')).toEqual([...settings().scopes, 'client.read'])
    expect(await allowMore('payment.write')).toEqual([...settings().scopes, 'payment.write'])
  })

  it('that the app lost are left out when it is begun again, which then connects', async () => {
    const row = await signedIn()
    await browser.arrive(
      await consentAt(await browser.begin({ intent: 'allow-more', connection: row.id, scope: ['client.read'] })),
    )
    const begun = await browser.begin({ intent: 'reconnect', connection: row.id })
    const description =
      "The requested scope is invalid, unknown, or malformed. The OAuth 2.0 Client is not allowed to request scope 'client.read'."
    const { error, location } = await browser.arrive(refusalOf(begun, 'invalid_scope', description))
    expect(error).toBe('scope_refused')
    const retry = location.searchParams.get('retry') ?? ''
    const next = await browser.begin({ retry })
    expect(scopesOf(next)).toEqual(settings().scopes)
    expect((await browser.arrive(await consentAt(next))).location.pathname).toBe(`/connections/${row.id}`)
    // Nothing ends in the same error every time: it is asked for again only when the person chooses it again.
    expect(await harness.row(row.id)).toMatchObject({ chosenScopes: [] })
    expect(scopesOf(await browser.begin({ intent: 'reconnect', connection: row.id }))).toEqual(settings().scopes)
  })

  it('that are refused without a name are fewer with every try, until none can be left out', async () => {
    const asked: string[][] = []
    let begun = await browser.begin()
    for (;;) {
      asked.push(scopesOf(begun))
      const { error, location } = await browser.arrive(refusalOf(begun, 'invalid_scope', 'No.'))
      if (error !== 'scope_refused') {
        expect(error).toBe('config_error')
        break
      }
      begun = await browser.begin({ retry: location.searchParams.get('retry') ?? '' })
    }
    expect(asked).toEqual([settings().scopes, ['openid', 'offline_access']])
  })

  it('that somebody else was refused are not begun again here', async () => {
    const row = await signedIn()
    const begun = await browser.begin({ intent: 'reconnect', connection: row.id })
    const { location } = await browser.arrive(refusalOf(begun, 'invalid_scope', ''))
    const retry = location.searchParams.get('retry') ?? ''
    expect((await newBrowser().begin({ retry })).searchParams.get('error')).toBe('flow_expired')
  })
})
