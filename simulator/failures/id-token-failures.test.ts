import { createHmac, createPublicKey } from 'node:crypto'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SIMULATOR_APP } from '#lib/env'
import { type Bench, decode, startBench } from '#simulator/testing'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterEach(() => bench.command('reset', {}))
afterAll(() => bench.close())

const jwks = async () => (await bench.fetch('/.well-known/jwks.json')).json()
const verify = async (idToken: string) => jwtVerify(idToken, createLocalJWKSet(await jwks()))

async function idTokenAfter(...failures: object[]): Promise<string> {
  for (const failure of failures) await bench.command('failures', failure)
  return (await bench.connect()).id_token
}

describe('an ID token', () => {
  test('is verified by the published key', async () => {
    expect((await verify(await idTokenAfter())).protectedHeader.alg).toBe('RS256')
  })

  test('lies about several claims at once, still well signed, and only once', async () => {
    const token = await idTokenAfter(
      { kind: 'claims', json: { iss: 'https://evil.example', nonce: null, exp: 1 } },
      { kind: 'append', claim: 'aud', suffix: '1' },
    )
    expect(decode(token).claims).toMatchObject({
      iss: 'https://evil.example',
      exp: 1,
      aud: [`${SIMULATOR_APP.clientId}1`],
    })
    expect('nonce' in decode(token).claims).toBe(false)
    await expect(verify(token)).rejects.toThrow('exp')
    expect(decode(await idTokenAfter()).claims.iss).toBe(bench.url)
  })

  test('carries another header', async () => {
    const { header } = decode(await idTokenAfter({ kind: 'header', json: { kid: null, typ: 'logout+jwt' } }))
    expect(header).toEqual({ alg: 'RS256', typ: 'logout+jwt' })
  })

  test('has no signature with alg none', async () => {
    const token = await idTokenAfter({ kind: 'alg', alg: 'nOnE' })
    expect(decode(token).header.alg).toBe('nOnE')
    expect(token.endsWith('.')).toBe(true)
  })

  test('is keyed by the client secret or by our public key with HS256', async () => {
    const bySecret = await idTokenAfter({ kind: 'alg', alg: 'HS256' })
    const sign = (token: string, key: string | Buffer) =>
      createHmac('sha256', key).update(token.split('.').slice(0, 2).join('.')).digest('base64url')
    expect(bySecret.split('.')[2]).toBe(sign(bySecret, SIMULATOR_APP.clientSecret))
    const byPem = await idTokenAfter({ kind: 'alg', alg: 'HS256', key: 'pem' })
    const pem = createPublicKey({ key: (await jwks()).keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    expect(byPem.split('.')[2]).toBe(sign(byPem, pem))
  })

  test.each(['PS256', 'RS512', 'ES256', 'EdDSA'])('is genuinely signed with %s', async (alg) => {
    const token = await idTokenAfter({ kind: 'alg', alg })
    const { keys } = await jwks()
    const anyAlgorithm = createLocalJWKSet({ keys: keys.map(({ alg: _alg, ...key }: { alg: string }) => key) })
    expect((await jwtVerify(token, anyAlgorithm)).protectedHeader.alg).toBe(alg)
  })

  test('is signed with a key that nobody published, under the name of the one that is', async () => {
    const token = await idTokenAfter({ kind: 'other_key' })
    expect(decode(token).header.kid).toBe((await jwks()).keys[0].kid)
    await expect(verify(token)).rejects.toThrow('signature')
  })

  test('says a thing twice, under a signature that holds', async () => {
    const token = await idTokenAfter(
      { kind: 'members', first: '"sub":"somebody",' },
      { kind: 'members', part: 'header', last: ',"typ":"at+jwt"' },
    )
    const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    expect(payload).toMatch(/^\{"sub":"somebody",.*"sub":"0/)
    expect(header).toMatch(/"typ":"JWT".*"typ":"at\+jwt"\}$/)
    await verify(token)
  })

  test.each([
    ['fourth_part', /^[^.]+(\.[^.]+){3}$/],
    ['two_parts', /^[^.]+\.[^.]+$/],
    ['space_before', /^ eyJ/],
    ['line_break_after', /\n$/],
    ['line_break_inside', /\.\n/],
    ['padding', /==$/],
    ['json', /^\{"protected":"eyJ/],
  ])('is spelled otherwise: %s', async (how, spelling) => {
    expect(await idTokenAfter({ kind: 'spelling', how })).toMatch(spelling)
  })

  test('has bits to spare in its signature, which still holds', async () => {
    const token = await idTokenAfter({ kind: 'spelling', how: 'spare_bits' })
    const signature = token.split('.')[2] ?? ''
    expect(Buffer.from(signature, 'base64url').toString('base64url')).not.toBe(signature)
    await verify(token)
  })
})

describe('the published keys', () => {
  test('come with strange company, or without names', async () => {
    await bench.command('failures', { kind: 'keys', json: [null, { kty: 'RSA', n: '!' }] })
    expect((await jwks()).keys.slice(0, 2)).toEqual([null, { kty: 'RSA', n: '!' }])
    await bench.command('failures', { kind: 'drop_kid' })
    expect((await jwks()).keys[0]).not.toHaveProperty('kid')
  })

  test('name a key of before Hydra 2.0 twice, by its private and its public half (hydra, jwk/helper.go)', async () => {
    const fresh = await startBench()
    const { keys } = await (await fresh.fetch('/.well-known/jwks.json')).json()
    await fresh.close()
    const [kid, twin] = keys.map((key: { kid: string }) => key.kid)
    expect([keys.length, kid.replace('private:', 'public:')]).toEqual([2, twin])
    expect(keys[1]).toEqual({ ...keys[0], kid: twin })
  })

  test('roll: the old one stays until it is dropped', async () => {
    const old = await idTokenAfter()
    await bench.command('roll-key', {})
    expect((await jwks()).keys).toHaveLength(3)
    await verify(old)
    await verify(await idTokenAfter())
    await bench.command('roll-key', { drop: true })
    expect((await jwks()).keys).toHaveLength(1)
    await expect(verify(old)).rejects.toThrow()
    await verify(await idTokenAfter())
  })
})
