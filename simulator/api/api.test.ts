import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, startBench } from '#simulator/testing'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterEach(() => bench.command('reset', {}))
afterAll(() => bench.close())

describe('the API', () => {
  test('shows the organisation with its accounts', async () => {
    const { access_token } = await bench.connect({ person: 'Maximilien-Barthélémy' })
    const response = await bench.api('organization', access_token)
    const { organization } = await response.json()
    expect(response.headers.get('x-tyk-trace-id')).toMatch(/^[0-9a-f]{32}$/)
    expect(organization).toMatchObject({
      slug: 'cafe-des-etoiles-7350',
      legal_country: 'FR',
      contract_signed_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:/),
    })
    expect(organization.legal_name.length).toBeGreaterThan(100)
    expect(organization.bank_accounts[0]).toMatchObject({
      main: true,
      status: 'active',
      currency: 'EUR',
      balance: 3182.77,
      balance_cents: 318_277,
    })
  })

  test('shows the membership with its role', async () => {
    const { access_token } = await bench.connect({ person: 'Jonas', organization: 'Atelier Lumen' })
    const { membership } = await (await bench.api('membership', access_token)).json()
    expect(membership).toMatchObject({
      first_name: 'Jonas',
      role: 'accountant',
      status: 'active',
      email: 'jonas.feldmann@buchwerk.example',
    })
  })

  test('answers 401 to a dead token and 403 to a missing scope, with a trace id in body and header', async () => {
    const dead = await bench.api('organization', 'ory_at_unknown.unknown')
    const body = await dead.json()
    expect([dead.status, body.errors[0].code, dead.headers.get('x-tyk-trace-id')]).toEqual([
      401,
      'unauthorized',
      body.trace_id,
    ])
    const { access_token } = await bench.connect({ query: { scope: 'openid' } })
    const forbidden = await bench.api('membership', access_token)
    expect([forbidden.status, (await forbidden.json()).errors[0]]).toEqual([
      403,
      { code: 'forbidden', detail: 'Missing required OAuth scope: membership.read' },
    ])
  })

  test('knows no other path', async () => {
    expect((await bench.api('organizations', 'x')).status).toBe(404)
  })

  test('lists the bank accounts, and userinfo repeats the subject', async () => {
    const { access_token } = await bench.connect()
    const { bank_accounts, meta } = await (await bench.api('bank_accounts', access_token)).json()
    expect([
      bank_accounts.length,
      meta.total_count,
      new Set(bank_accounts.map(({ id }: { id: string }) => id)).size,
    ]).toEqual([2, 2, 2])
    const userinfo = await (
      await bench.fetch('/userinfo', { headers: { authorization: `Bearer ${access_token}` } })
    ).json()
    expect(userinfo).toMatchObject({
      sub: (await bench.command('state')).consents.at(-1)?.membershipId,
      email: 'camille@atelier-lumen.example',
    })
  })
})

describe('the staging wall', () => {
  const paths = [
    '/oauth2/token',
    '/oauth2/revoke',
    '/.well-known/jwks.json',
    '/.well-known/openid-configuration',
    '/userinfo',
    '/v2/organization',
    '/v2/oauth2/consents',
  ]

  test.each(paths)('answers %s with HTML and 200 when the header is absent or wrong', async (path) => {
    const method = { '/oauth2/token': 'POST', '/oauth2/revoke': 'POST', '/v2/oauth2/consents': 'DELETE' }[path] ?? 'GET'
    for (const headers of [{}, { 'X-Qonto-Staging-Token': 'wrong' }]) {
      const response = await fetch(bench.url + path, { method, headers })
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    }
  })

  test('does not stand before the pages of a browser', async () => {
    expect((await fetch(bench.authorizationUrl(), { redirect: 'manual' })).status).toBe(303)
    expect((await fetch(bench.url)).status).toBe(200)
  })
})

describe('the rate limits', () => {
  test('are those of Qonto until told otherwise', async () => {
    expect((await bench.command('state')).limits).toEqual({
      per10Seconds: 1000,
      per10Minutes: 10_000,
      unauthorizedPerHour: 200,
    })
  })

  test('answer 429 with Retry-After to one request too many, and free themselves', async () => {
    await bench.command('limits', { per10Seconds: 3 })
    const statuses = []
    for (let call = 0; call < 4; call += 1) statuses.push((await bench.fetch('/.well-known/jwks.json')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    const refused = await bench.api('organization', 'x')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(7)
    await bench.command('clock', { offsetSeconds: 11 })
    expect((await bench.fetch('/.well-known/jwks.json')).status).toBe(200)
  })

  test('throttle whoever polls a dead token', async () => {
    await bench.command('limits', { unauthorizedPerHour: 2 })
    const statuses = []
    for (let call = 0; call < 4; call += 1) statuses.push((await bench.api('membership', 'x')).status)
    expect(statuses).toEqual([401, 401, 401, 429])
    await bench.command('clock', { offsetSeconds: 3601 })
    expect((await bench.api('membership', 'x')).status).toBe(401)
  })
})

describe('what makes the pass-through worth trying', () => {
  test('pages of transactions, the same ones every time', async () => {
    const { access_token } = await bench.connect()
    const page = async (number: number) =>
      (await bench.api(`transactions?per_page=20&page=${number}`, access_token)).json()
    const [first, third] = [await page(1), await page(3)]
    expect(first.meta).toMatchObject({ next_page: 2, prev_page: null, total_pages: 3, total_count: 57 })
    expect(third.meta).toMatchObject({ next_page: null, prev_page: 2 })
    expect([first.transactions.length, third.transactions.length]).toEqual([20, 17])
    expect(await page(1)).toEqual(first)
    expect((await bench.api('transactions?bank_account_id=x', access_token)).status).toBe(404)
  })

  test('a file that is taken, and a transfer that must be confirmed', async () => {
    const { access_token } = await bench.connect({ query: { scope: 'openid attachment.write payment.write' } })
    const send = (path: string, init: RequestInit) =>
      bench.fetch(`/v2/${path}`, {
        method: 'POST',
        ...init,
        headers: { authorization: `Bearer ${access_token}`, ...init.headers },
      })
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(300_000)]), 'invoice.pdf')
    const { attachment } = await (await send('attachments', { body: form })).json()
    expect(Number(attachment.file_size)).toBeGreaterThan(300_000)
    const asked = await send('sepa/transfers', { body: '{}' })
    const { sca_session_token } = await asked.json()
    const headers = { 'x-qonto-sca-session-token': sca_session_token }
    expect([asked.status, (await send('sepa/transfers', { body: '{}', headers })).status]).toEqual([428, 201])
  })
})
