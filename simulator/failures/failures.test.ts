import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, startBench, type Tokens } from '#simulator/testing'

let bench: Bench
let tokens: Tokens
beforeAll(async () => {
  bench = await startBench()
  tokens = await bench.connect()
})
afterEach(() => bench.command('reset', {}))
afterAll(() => bench.close())

const provoke = (failure: object) => bench.command('failures', failure)
const refresh = () => bench.refresh(tokens.refresh_token)
const pairsIssued = async () => (await bench.command('state')).counts.issued

describe('a failure of the answer', () => {
  test('loses it after the work was done', async () => {
    await provoke({ target: 'refresh', kind: 'lose_answer' })
    const before = await pairsIssued()
    await expect(refresh()).rejects.toThrow()
    expect((await pairsIssued()) - before).toBe(2)
    expect((await refresh()).status).toBe(200)
  })

  test('refuses the connection before the work', async () => {
    await provoke({ target: 'refresh', kind: 'refuse' })
    const before = await pairsIssued()
    await expect(refresh()).rejects.toThrow()
    expect(await pairsIssued()).toBe(before)
  })

  test('answers with a status in the form of its target', async () => {
    await provoke({ target: 'refresh', kind: 'status', status: 503, retryAfter: 7 })
    const hydra = await refresh()
    expect([hydra.status, hydra.headers.get('retry-after'), (await hydra.json()).error]).toEqual([
      503,
      '7',
      'temporarily_unavailable',
    ])
    await provoke({ target: 'api', kind: 'status', status: 429 })
    const api = await bench.api('membership', tokens.access_token)
    expect([api.status, (await api.json()).errors[0].code]).toEqual([429, 'too_many_requests'])
    await provoke({
      target: 'refresh',
      kind: 'status',
      status: 400,
      body: { error: 'invalid_request', error_hint: 'please retry' },
    })
    expect(await (await refresh()).json()).toEqual({ error: 'invalid_request', error_hint: 'please retry' })
  })

  test('answers with a status after the work', async () => {
    await provoke({ target: 'refresh', kind: 'status_after', status: 500 })
    const before = await pairsIssued()
    expect((await refresh()).status).toBe(500)
    expect((await pairsIssued()) - before).toBe(2)
  })

  test('replaces or changes what is in it', async () => {
    await provoke({ target: 'refresh', kind: 'body', json: { access_token: {} } })
    expect(await (await refresh()).json()).toEqual({ access_token: {} })
    await provoke({
      target: 'refresh',
      kind: 'merge',
      json: { scope: null, token_type: 'mac', providerAccountId: 'x' },
    })
    const merged = await (await refresh()).json()
    expect(merged).toMatchObject({
      token_type: 'mac',
      providerAccountId: 'x',
      access_token: expect.stringContaining('ory_at_'),
    })
    expect('scope' in merged).toBe(false)
    await provoke({ target: 'refresh', kind: 'merge', json: {}, copy: { refresh_token: 'access_token' } })
    const copied = await (await refresh()).json()
    expect(copied.refresh_token).toBe(copied.access_token)
    await provoke({ target: 'refresh', kind: 'merge', json: {}, long: { scope: 100_000 } })
    expect((await (await refresh()).json()).scope).toHaveLength(100_000)
  })

  test('spells the same answer otherwise', async () => {
    const first = '"access_token":"one too many",'
    await provoke({ target: 'refresh', kind: 'rewrite', status: 201, first, before: ' ', after: '!' })
    const rewritten = await refresh()
    expect(rewritten.status).toBe(201)
    expect(await rewritten.text()).toMatch(/^ \{"access_token":"one too many","access_token":"ory_at_.*\}!$/)
    await provoke({ target: 'refresh', kind: 'rewrite', encoding: 'gzip', pretty: true, headers: { 'x-a': 'b' } })
    const packed = await refresh()
    expect([packed.headers.get('content-encoding'), packed.headers.get('x-a')]).toEqual(['gzip', 'b'])
    expect(await packed.text()).toMatch(/^\{\n {2}"access_token": "ory_at_/)
  })

  test('writes bytes that no server would, before the answer or instead of it', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n'
    await provoke({ target: 'refresh', kind: 'raw', text: early, next: 'answer', work: true })
    expect((await refresh()).status).toBe(200)
    await provoke({ target: 'refresh', kind: 'raw', text: 'SSH-2.0-OpenSSH\r\n' })
    await expect(refresh()).rejects.toThrow()
  })
})

describe('the aim of a failure', () => {
  test('tells the code exchange from the refresh', async () => {
    await provoke({ target: 'token', kind: 'status', status: 500 })
    expect((await refresh()).status).toBe(200)
    expect((await bench.exchange(await bench.trip())).status).toBe(500)
  })

  test('hits as often as it says, one after the other', async () => {
    await provoke({ target: 'jwks', kind: 'status', status: 500, times: 2 })
    await provoke({ target: 'all', kind: 'status', status: 503, times: 0 })
    const statuses = []
    for (let call = 0; call < 4; call += 1) statuses.push((await bench.fetch('/.well-known/jwks.json')).status)
    expect(statuses).toEqual([500, 500, 503, 503])
    expect((await bench.command('reset', {})).failures).toEqual([])
    expect((await bench.fetch('/.well-known/jwks.json')).status).toBe(200)
  })

  test('lies about a revocation that did not happen', async () => {
    const fresh = await bench.connect()
    await provoke({ target: 'consents', kind: 'ignore' })
    await provoke({ target: 'revoke', kind: 'ignore' })
    expect((await bench.api('oauth2/consents', fresh.access_token, 'DELETE')).status).toBe(204)
    expect((await bench.post('/oauth2/revoke', { token: fresh.refresh_token })).status).toBe(200)
    expect((await bench.api('membership', fresh.access_token)).status).toBe(200)
  })

  test('refuses the credentials of the app without touching its tokens', async () => {
    await provoke({ kind: 'refuse_credentials' })
    expect([
      (await refresh()).status,
      (await bench.post('/oauth2/revoke', { token: tokens.refresh_token })).status,
    ]).toEqual([401, 401])
    await bench.command('reset', {})
    expect((await refresh()).status).toBe(200)
  })

  test('changes the redirect back', async () => {
    await provoke({
      kind: 'query',
      json: { state: 'another-state', iss: 'https://evil.example', code: ['one', 'two'] },
    })
    const { searchParams } = await bench.trip()
    expect([searchParams.get('state'), searchParams.get('iss'), searchParams.getAll('code')]).toEqual([
      'another-state',
      'https://evil.example',
      ['one', 'two'],
    ])
    await provoke({ kind: 'error', error: 'temporarily_unavailable', error_description: '<b>' })
    expect((await bench.trip()).searchParams.get('error_description')).toBe('<b>')
  })

  test('is checked before it is taken', async () => {
    await expect(provoke({ target: 'token', kind: 'nonsense' })).rejects.toThrow('400')
    await expect(provoke({ target: 'nobody', kind: 'stall' })).rejects.toThrow('400')
  })
})
