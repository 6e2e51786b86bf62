import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leftHalfOfHash } from '#lib/oauth/id-token-checks'
import type { AuthorizationServer } from '#lib/oauth/types'
import { verifyGrant, verifyRefreshed } from '#lib/oauth/verify-grant'
import { mutated, oddJson, oddNumber } from '#lib/testing/fuzz'
import { compact, signInput } from '#simulator/id-token/sign-jws'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const HEADER = { alg: 'RS256', typ: 'JWT', kid: 'k1' }
const ACCESS = 'ory_at_access'
const TRIP = { code: 'the-code', state: 'the-state' }

let keys: Server
let server: AuthorizationServer
let claims: Record<string, unknown>
let token: string
beforeAll(async () => {
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }
  keys = createServer((_, answer) => answer.end(JSON.stringify({ keys: [jwk] })))
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', () => resolve()))
  const url = `http://127.0.0.1:${(keys.address() as AddressInfo).port}`
  server = {
    ...{ issuer: url, clientId: 'us', clientSecret: 'client-secret', headers: {}, loopback: true },
    ...{ authorizationUrl: url, tokenUrl: url, revocationUrl: url, jwksUrl: `${url}/jwks` },
  }
  const now = Math.floor(Date.now() / 1000)
  claims = {
    ...{
      iss: url,
      sub: 'somebody',
      aud: ['us'],
      exp: now + 3600,
      iat: now - 1,
      auth_time: now - 60,
      nonce: 'the-nonce',
    },
    ...{ at_hash: leftHalfOfHash(ACCESS), c_hash: leftHalfOfHash(TRIP.code), s_hash: leftHalfOfHash(TRIP.state) },
  }
  token = signed()
})
afterAll(() => new Promise((resolve) => keys.close(resolve)))

const signed = (changes: object = {}, header: object = HEADER, key = privateKey) =>
  compact(JSON.stringify(header), JSON.stringify({ ...claims, ...changes }), (input) => signInput('RS256', input, key))

const answerOf = (idToken: unknown) => ({
  ...{ accessToken: ACCESS, refreshToken: null, idToken, scopes: ['openid'], expiresIn: 3600, skew: 0 },
})
const verify = (idToken: unknown) =>
  verifyGrant(server, answerOf(idToken), { requestedScopes: ['openid'], nonce: 'the-nonce', response: TRIP })
const REFUSED = { ok: false, reason: { code: 'identity_invalid' } }

/** A part of the token with one of its bytes changed, encoded as it should be. */
const withOtherByte = () =>
  fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 10_000 }), fc.integer({ min: 1, max: 255 })).map(([part, at, change]) => {
    const parts = token.split('.').map((one) => Buffer.from(one, 'base64url'))
    const bytes = parts[part] ?? Buffer.alloc(1)
    bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ change
    return parts.map((one) => one.toString('base64url')).join('.')
  })

describe('an ID token', () => {
  it('that is right but for its times is a matter of the clocks when the answer says that they are far apart', async () => {
    const late = (by: number) => signed({ iat: Number(claims.iat) + by, exp: Number(claims.exp) + by })
    const judged = (idToken: string, skew: number) =>
      verifyGrant(
        server,
        { ...answerOf(idToken), skew },
        { requestedScopes: ['openid'], nonce: 'the-nonce', response: TRIP },
      )
    const minutes = 20 * 60
    for (const by of [minutes, -minutes])
      expect(await judged(late(by), by * 1000)).toMatchObject({ ok: false, reason: { code: 'clock_wrong' } })
    // The clocks agree, or something else is wrong with it too.
    expect(await judged(late(minutes), 0)).toMatchObject(REFUSED)
    const foreign = signed({ iat: Number(claims.iat) + minutes, nonce: 'another' })
    expect(await judged(foreign, minutes * 1000)).toMatchObject(REFUSED)
    // A lying clock of a proxy alone does not cost a sign-in.
    expect(await judged(token, 3 * 3_600_000)).toMatchObject({ ok: true })
  })

  it('verifies as it was signed, and with nothing about it changed', async () => {
    expect(await verify(token)).toMatchObject({ ok: true })
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated(token), withOtherByte(), oddJson), async (changed) => {
        expect(await verify(changed)).toMatchObject(REFUSED)
      }),
      { numRuns: 1_500 },
    )
  })

  it('does not verify with the payload, header or signature of another one', async () => {
    const own = [token, signed({ sub: 'other' }), signed({}, HEADER, foreignKey)].map((one) => one.split('.'))
    const part = fc.nat({ max: 2 })
    await fc.assert(
      fc.asyncProperty(part, part, part, async (a, b, c) => {
        const mixed = [own[a]?.[0], own[b]?.[1], own[c]?.[2]].join('.')
        const isWhole = mixed === token || mixed === own[1]?.join('.')
        expect((await verify(mixed)).ok).toBe(isWhole)
      }),
    )
  })

  it('does not verify with a claim changed after it was signed', async () => {
    const [header, , signature] = token.split('.')
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(claims), 'azp', '__proto__'), oddJson, async (name, value) => {
        const payload = Buffer.from(JSON.stringify({ ...claims, [name]: value })).toString('base64url')
        if (payload === token.split('.')[1]) return
        expect(await verify([header, payload, signature].join('.'))).toMatchObject(REFUSED)
      }),
      { numRuns: 300 },
    )
  })

  it('does not verify under any other header, whoever signed it', async () => {
    const jwk = publicKey.export({ format: 'jwk' })
    const header = fc.record(
      {
        alg: fc.oneof(fc.constantFrom('none', 'None', 'HS256', 'RS512', 'PS256', 'rs256'), oddJson),
        typ: fc.oneof(fc.constantFrom('jwt', 'application/jwt', 'at+jwt', 'logout+jwt'), oddJson),
        kid: oddJson,
        crit: fc.oneof(fc.constant(['b64']), oddJson),
        b64: fc.boolean(),
        jwk: fc.constant(jwk),
        jku: fc.constant('http://127.0.0.1:1/jwks'),
        zip: fc.constant('DEF'),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(header, fc.constantFrom(privateKey, foreignKey), async (changes, key) => {
        const verified = await verify(signed({}, { ...HEADER, ...changes }, key))
        const { alg = 'RS256', typ = 'JWT', kid = 'k1', crit, b64, zip } = JSON.parse(JSON.stringify(changes))
        // A media type has no case (RFC 7515, section 4.1.9).
        const isToken = typeof typ === 'string' && /^(application\/)?jwt$/i.test(typ)
        const isPlain = [crit, b64, zip].every((value) => value === undefined)
        const isUnchanged = alg === 'RS256' && isToken && kid === 'k1' && isPlain
        expect(verified.ok).toBe(isUnchanged && key === privateKey)
      }),
      { numRuns: 400 },
    )
  })

  it('names us, this person, this trip and this hour, whatever else Qonto signs', async () => {
    const time = fc.oneof(oddNumber, oddJson)
    const changes = fc.record(
      {
        ...{ exp: time, iat: time, nbf: time, auth_time: time, rat: time },
        ...{
          iss: oddJson,
          sub: oddJson,
          nonce: oddJson,
          azp: oddJson,
          at_hash: oddJson,
          c_hash: oddJson,
          s_hash: oddJson,
        },
        aud: fc.oneof(
          oddJson,
          fc.constantFrom<unknown>('us', ['us', 'us'], ['us', 'them'], [['us']], { 0: 'us', length: 1 }),
        ),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(changes, async (changed) => {
        const verified = await verify(signed(changed))
        if (!verified.ok) {
          expect(verified).toMatchObject(REFUSED)
          return
        }
        const read = verified.value.claims
        const { iss, nonce, at_hash, c_hash, s_hash } = claims
        expect(read).toMatchObject({ iss, nonce, at_hash })
        expect([read.c_hash ?? c_hash, read.s_hash ?? s_hash, read.azp ?? 'us']).toEqual([c_hash, s_hash, 'us'])
        expect(read.sub).toMatch(/^[\x21-\x7e]{1,255}$/)
        expect([read.aud].flat()).toEqual(['us'])
        // Every time that was checked is one that a page can show.
        for (const at of [read.exp, read.iat, read.auth_time ?? read.iat])
          expect(() => new Date(Number(at) * 1000).toISOString()).not.toThrow()
      }),
      { numRuns: 600 },
    )
  })

  it('that came with a refresh is checked whatever it is, and never throws', async () => {
    const before = { aud: server.clientId, iss: server.issuer, sub: 'somebody' }
    const refreshed = fc.oneof(
      mutated(token),
      withOtherByte(),
      oddJson.filter((one) => typeof one === 'string'),
    )
    await fc.assert(
      fc.asyncProperty(refreshed, async (idToken) => {
        const made = await verifyRefreshed(server, { idToken: String(idToken), accessToken: ACCESS, skew: 0 }, before)
        if (made.ok) expect(made.value).toContainEqual({ name: 'signature', outcome: 'failed' })
        else expect(made.reason).toBe('identity_invalid')
      }),
      { numRuns: 300 },
    )
  })
})

describe('a token that was found by trying', () => {
  // RFC 7515, section 2: base64url without line breaks, blanks or padding; and RFC 4648, section 3.5: spare bits are zero.
  it.each([
    ['a line break in its signature', (one: string) => `${one.slice(0, -5)}\n${one.slice(-5)}`],
    ['a blank at its end', (one: string) => `${one} `],
    ['padding', (one: string) => `${one}==`],
    ['spare bits that are set', (one: string) => one.slice(0, -1) + { A: 'B', Q: 'R', g: 'h', w: 'x' }[one.slice(-1)]],
  ])('is not the same token with %s', async (_, change) => {
    expect(await verify(change(token))).toMatchObject(REFUSED)
  })
})
