import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SIMULATOR_APP } from '#lib/env'
import { type Bench, startBench } from '#simulator/testing'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterEach(() => bench.command('reset', { all: true }))
afterAll(() => bench.close())

const read = async (path: string) => (await fetch(`${bench.url}/simulator/${path}`)).json()
const press = (command: object, headers: Record<string, string> = {}) =>
  fetch(`${bench.url}/simulator/button`, {
    method: 'POST',
    redirect: 'manual',
    headers,
    body: new URLSearchParams({ do: JSON.stringify(command), times: '3' }),
  })

describe('the control room', () => {
  test('says who it is', async () => {
    expect(await read('health')).toEqual({ simulator: 'qonto', clientId: SIMULATOR_APP.clientId })
  })

  test('lists the consents, and an ended one as ended', async () => {
    const { access_token } = await bench.connect()
    await bench.api('oauth2/consents', access_token, 'DELETE')
    await bench.connect({ person: 'Giulia' })
    const { consents } = await bench.command('state')
    expect(consents.map(({ person, organization, live }) => [person, organization, live])).toEqual([
      ['Camille Rousseau', 'Atelier Lumen', false],
      ['Giulia Marchetti', 'Officina Aurora', true],
    ])
    const page = await (await fetch(bench.url)).text()
    expect([page.includes('Giulia Marchetti'), page.includes('Camille Rousseau')]).toEqual([true, false])
  })

  test('does with a button what the API does, without JavaScript, and comes back to that button', async () => {
    const before = await (await fetch(bench.url)).text()
    const [, at, command] =
      /id="(button-[\d-]+)"[^>]*value="([^"]*html[^"]*api[^"]*|[^"]*api[^"]*html[^"]*)"/.exec(before) ?? []
    const response = await press(JSON.parse(String(command).replaceAll('&#34;', '"')))
    expect([response.status, response.headers.get('location')]).toEqual([303, `/#${at}`])
    expect((await bench.command('state')).failures).toMatchObject([{ target: 'api', kind: 'html', left: 3 }])
    const after = await (await fetch(bench.url)).text()
    expect(after).toContain('Going wrong on purpose')
    expect(after).toContain(`id="${at}"`)
  })

  test('keeps how often it shall happen, for the buttons where it was chosen', async () => {
    const chosen = async () =>
      [...(await (await fetch(bench.url)).text()).matchAll(/value="(\d)" checked/g)].map(([, times]) => times)
    const once = await chosen()
    expect(new Set(once)).toEqual(new Set(['1']))
    await press({ path: '/simulator/failures', body: { target: 'api', kind: 'html' }, at: 'button-1-2' })
    const clock = { path: '/simulator/clock', body: { offsetSeconds: 0 }, at: 'button-7-3' }
    await fetch(`${bench.url}/simulator/button`, {
      method: 'POST',
      body: new URLSearchParams({ do: JSON.stringify(clock) }),
    })
    await bench.command('reset', {})
    expect(await chosen()).toEqual(['1', '3', ...once.slice(2)])
  })

  test.each([
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-site'],
    ['Origin', 'http://localhost:3000'],
    ['Origin', 'null'],
    ['Host', 'rebound.example'],
  ])('refuses a request with %s: %s', async (name, value) => {
    const status = await new Promise((resolve) => {
      request(`${bench.url}/simulator/reset`, { method: 'POST', headers: { [name]: value } }, (response) =>
        resolve(response.resume().statusCode),
      ).end('{}')
    })
    expect(status).toBe(403)
  })

  test('keeps the fingerprint of every token, and the values only when asked', async () => {
    const tokens = await bench.connect()
    await bench.refresh(tokens.refresh_token)
    const { entries } = await read('ledger')
    expect(JSON.stringify(entries)).not.toContain(tokens.refresh_token)
    const fingerprint = createHash('sha256').update(tokens.refresh_token).digest('hex')
    const entry = entries.find((each: { fingerprint: string }) => each.fingerprint === fingerprint)
    expect(entry).toMatchObject({
      kind: 'refresh',
      prefix: 'ory_rt_',
      live: true,
      revokedAt: null,
      rotatedAt: expect.any(String),
    })
    expect(entries.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      'access',
      'access',
      'code',
      'refresh',
      'refresh',
    ])
    expect(JSON.stringify(await read('ledger?values=1'))).toContain(tokens.refresh_token)
  })

  test('logs requests without their secrets', async () => {
    const tokens = await bench.connect()
    const { requests } = await read('requests')
    expect(requests.at(-1)).toMatchObject({
      method: 'POST',
      path: '/oauth2/token',
      status: 200,
      target: 'token',
      grantType: 'authorization_code',
      stagingHeader: true,
      failure: null,
    })
    expect(JSON.stringify(requests)).not.toContain('ory_')
    expect(JSON.stringify(requests)).not.toContain(tokens.access_token)
    await fetch(`${bench.url}/simulator/requests`, { method: 'DELETE' })
    expect((await read('requests')).requests).toEqual([])
  })

  test('moves the clock by steps, in the Date header too', async () => {
    await bench.command('clock', { advanceSeconds: 3600 })
    expect((await bench.command('clock', { advanceSeconds: 3600 })).clock.offsetSeconds).toBe(7200)
    const { headers } = await bench.fetch('/.well-known/jwks.json')
    expect(Math.abs(Date.parse(headers.get('date') ?? '') - Date.now())).toBeLessThan(2000)
  })

  test('expires tokens at once, one consent or all', async () => {
    const [one, two] = [await bench.connect(), await bench.connect({ person: 'Giulia' })]
    const [first] = (await bench.command('state')).consents
    await bench.command('expire', { what: 'access', grantId: first?.grantId })
    expect([
      (await bench.api('membership', one.access_token)).status,
      (await bench.api('membership', two.access_token)).status,
    ]).toEqual([401, 200])
    await bench.command('expire', { what: 'refresh' })
    expect((await (await bench.refresh(two.refresh_token)).json()).error).toBe('invalid_grant')
  })

  test('shows what is registered', async () => {
    await bench.command('redirect-uris', { uri: 'https://dashboard.example/api/auth/callback/qonto' })
    const page = await (await fetch(bench.url)).text()
    expect(page).toContain('<code>https://dashboard.example/api/auth/callback/qonto</code>')
  })

  test('is slow on demand', async () => {
    await bench.command('latency', { ms: 120 })
    const start = performance.now()
    await bench.fetch('/.well-known/jwks.json')
    expect(performance.now() - start).toBeGreaterThan(110)
  })
})
