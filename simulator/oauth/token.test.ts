import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SIMULATOR_APP } from '#lib/env'
import { type Bench, decode, REDIRECT_URI, signInWithLibrary, startBench, tokensOf } from '#simulator/testing'

const INVALID_GRANT =
  'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterEach(() => bench.command('reset', {}))
afterAll(() => bench.close())

describe('the code exchange', () => {
  test('satisfies a certified client from the redirect to the signature', async () => {
    const claims = await signInWithLibrary(bench, await bench.trip())
    expect(claims.email).toBe('camille@atelier-lumen.example')
  })

  test('answers with tokens that carry the prefixes of Hydra, a lower-case bearer and the granted scopes', async () => {
    const location = await bench.trip()
    const response = await bench.exchange(location)
    const tokens = await tokensOf(response)
    expect(location.searchParams.get('code')).toMatch(/^ory_ac_[\w-]+\.[\w-]+$/)
    expect(tokens.access_token).toMatch(/^ory_at_/)
    expect(tokens.refresh_token).toMatch(/^ory_rt_/)
    expect(tokens).toMatchObject({
      token_type: 'bearer',
      // A second has begun since (fosite, oauth2/helper.go, getExpiresIn).
      expires_in: 3599,
      scope: 'openid offline_access organization.read membership.read',
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('gives a refresh token only with offline_access and an ID token only with openid', async () => {
    const plain = await (await bench.exchange(await bench.trip({ query: { scope: 'membership.read' } }))).json()
    expect(Object.keys(plain).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type'])
    const signIn = await (await bench.exchange(await bench.trip({ query: { scope: 'openid' } }))).json()
    expect(signIn.refresh_token).toBeUndefined()
    expect(signIn.id_token).toBeTypeOf('string')
  })

  test('signs an ID token in the shape of the sample in the documentation', async () => {
    const { id_token, access_token } = await bench.connect()
    const { header, claims } = decode(id_token)
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.stringMatching(/^private:[0-9a-f-]{36}$/) })
    const atHash = createHash('sha256').update(access_token).digest().subarray(0, 16).toString('base64url')
    expect(claims).toMatchObject({
      iss: bench.url,
      aud: [SIMULATOR_APP.clientId],
      nonce: 'nonce-of-this-test',
      at_hash: atHash,
      email: 'camille@atelier-lumen.example',
    })
    expect(claims.sub).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3600)
    expect(Object.keys(claims).sort()).toEqual([
      'at_hash',
      'aud',
      'auth_time',
      'email',
      'exp',
      'iat',
      'iss',
      'jti',
      'nonce',
      'rat',
      'sid',
      'sub',
    ])
    expect(Number(claims.rat)).toBeLessThanOrEqual(Number(claims.auth_time))
  })

  test('gives one person another subject in each organisation', async () => {
    const subjects = await Promise.all(
      ['Buchwerk Treuhand', 'Atelier Lumen', 'Officina Aurora'].map(
        async (organization) => decode((await bench.connect({ person: 'Jonas', organization })).id_token).claims.sub,
      ),
    )
    expect(new Set(subjects).size).toBe(3)
  })

  test('kills the tokens of a code that comes a second time', async () => {
    const location = await bench.trip()
    const tokens = await tokensOf(await bench.exchange(location))
    const again = await bench.exchange(location)
    expect([again.status, (await again.json()).error]).toEqual([400, 'invalid_grant'])
    expect((await bench.api('membership', tokens.access_token)).status).toBe(401)
    expect((await bench.refresh(tokens.refresh_token)).status).toBe(400)
  })

  test('lets a code expire after ten minutes', async () => {
    const [early, late] = [await bench.trip(), await bench.trip()]
    await bench.command('clock', { offsetSeconds: 595 })
    expect((await bench.exchange(early)).status).toBe(200)
    await bench.command('clock', { offsetSeconds: 601 })
    expect((await (await bench.exchange(late)).json()).error).toBe('invalid_grant')
  })

  test('refuses a redirect URI that differs, and the code still works', async () => {
    const location = await bench.trip()
    const moved = await bench.post('/oauth2/token', {
      grant_type: 'authorization_code',
      code: location.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT_URI.replace('3000', '3001'),
      code_verifier: 'x'.repeat(43),
    })
    expect((await moved.json()).error).toBe('invalid_grant')
    expect((await bench.exchange(location)).status).toBe(200)
  })

  test.each([
    ['another', 'another-verifier-that-is-long-enough-as-well-00'],
    ['a short', 'short'],
    ['no', ''],
  ])('uses up the code with %s verifier (fosite, pkce/handler.go)', async (_which, verifier) => {
    const location = await bench.trip()
    const wrong = await bench.exchange(location, verifier)
    expect([wrong.status, (await wrong.json()).error]).toEqual([400, 'invalid_grant'])
    const again = await bench.exchange(location)
    expect([again.status, (await again.json()).error]).toEqual([400, 'invalid_grant'])
  })
})

describe('the token endpoint', () => {
  test('tells an error in two members, and hint and quotes in the description (fosite, errors.go)', async () => {
    const response = await bench.refresh('ory_rt_unknown.unknown')
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8')
    expect([response.headers.get('cache-control'), response.headers.get('pragma')]).toEqual(['no-store', 'no-cache'])
    expect(await response.json()).toEqual({ error: 'invalid_grant', error_description: INVALID_GRANT })
    const location = await bench.trip()
    await bench.exchange(location)
    expect(await (await bench.exchange(location)).json()).toEqual({
      error: 'invalid_grant',
      error_description: `${INVALID_GRANT} The authorization code has already been used.`,
    })
  })

  test('refuses Basic authentication and a wrong secret with 401 invalid_client', async () => {
    const basic = `Basic ${btoa(`${SIMULATOR_APP.clientId}:${SIMULATOR_APP.clientSecret}`)}`
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' })
    const byHeader = await bench.fetch('/oauth2/token', { method: 'POST', headers: { authorization: basic }, body })
    expect([byHeader.status, (await byHeader.json()).error]).toEqual([401, 'invalid_client'])
    const wrong = await bench.post('/oauth2/token', {
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_secret: 'wrong',
    })
    expect([wrong.status, (await wrong.json()).error]).toEqual([401, 'invalid_client'])
  })

  test('looks for no secret when it knows no such grant (fosite, access_request_handler.go)', async () => {
    const unknown = await bench.post('/oauth2/token', { grant_type: 'password', client_secret: 'wrong' })
    expect([unknown.status, (await unknown.json()).error]).toEqual([400, 'invalid_request'])
    const asJson = await bench.fetch('/oauth2/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect([asJson.status, (await asJson.json()).error]).toEqual([400, 'invalid_request'])
  })

  test.each([
    ['a missing refresh token', { grant_type: 'refresh_token' }],
    ['an empty refresh token', { grant_type: 'refresh_token', refresh_token: '' }],
    ['a missing code', { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI }],
    ['an empty code', { grant_type: 'authorization_code', redirect_uri: REDIRECT_URI, code: '' }],
  ])('finds nothing for %s (fosite, flow_refresh.go and flow_authorize_code_token.go)', async (_what, fields) => {
    const response = await bench.post('/oauth2/token', fields)
    expect([response.status, (await response.json()).error]).toEqual([400, 'invalid_grant'])
    const wrong = await bench.post('/oauth2/token', { ...fields, client_secret: 'wrong' })
    expect([wrong.status, (await wrong.json()).error]).toEqual([401, 'invalid_client'])
  })
})
