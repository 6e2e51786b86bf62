import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { exportJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KeysUnavailable, publishedKey } from '#lib/oauth/published-keys'
import type { AuthorizationServer } from '#lib/oauth/types'
import { mutated, oddJson, oddText } from '#lib/testing/fuzz'

const jwkOf = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
const good = { ...jwkOf(), kid: 'good', use: 'sig', alg: 'RS256' }
const other = { ...jwkOf(), kid: 'other' }
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })

let door: Server
let url: string
let answer: { status: number; body: string | Uint8Array }
let fetched = 0
beforeAll(async () => {
  door = createServer((_, response) => response.writeHead(answer.status).end(answer.body))
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', () => resolve()))
  url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => door.close(resolve)))

/** Asks with nothing remembered: keys are remembered by their address. */
async function ask(body: string | Uint8Array, kid: string | undefined, status = 200) {
  answer = { status, body }
  fetched += 1
  const key = await publishedKey({ jwksUrl: `${url}/${fetched}`, headers: {} } as AuthorizationServer, kid)
  return key && (await exportJWK(key)).n
}
const askAmong = (keys: unknown[], kid: string | undefined) => ask(JSON.stringify({ keys }), kid)

const odd = fc.oneof(
  oddJson,
  fc.record(
    {
      ...{
        kty: fc.oneof(oddJson, fc.constantFrom('RSA', 'rsa', 'oct', 'EC')),
        n: fc.oneof(oddJson, mutated(good.n ?? '')),
      },
      ...{ e: fc.oneof(oddJson, fc.constantFrom('AQAB', 'AA', 'AQ', '')), use: oddJson, alg: oddJson, k: oddText },
      kid: oddJson.filter((kid) => kid !== 'good'),
    },
    { requiredKeys: ['kid'] },
  ),
  fc.constantFrom<unknown>(
    { ...elliptic, kid: 'good' },
    { kty: 'oct', k: 'c2VjcmV0', kid: 'good', alg: 'HS256' },
    { ...other, kid: 'good', use: 'enc' },
    { ...good, alg: 'PS256' },
    { ...good, n: 'AQAB' },
  ),
)

describe('the published keys', () => {
  it('give the key of an id whatever stands among them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { maxLength: 6 }), fc.array(odd, { maxLength: 6 }), async (before, after) => {
        const keys = [...before, good, ...after]
        // An answer beyond 64 kB is cut off before anybody reads it.
        fc.pre(Buffer.byteLength(JSON.stringify({ keys })) < 65_536)
        expect(await askAmong(keys, 'good')).toBe(good.n)
      }),
      { numRuns: 200 },
    )
  })

  it('are a key, none, or unavailable, whatever comes instead of them', async () => {
    const document = JSON.stringify({ keys: [good, other] })
    const body = fc.oneof(
      oddJson.map((json) => JSON.stringify(json)),
      oddJson.map((keys) => JSON.stringify({ keys })),
      mutated(document),
      fc.uint8Array({ maxLength: 100 }),
      fc.constant(Buffer.from(document, 'utf16le')),
    )
    const kid = fc.oneof(fc.constantFrom(undefined, 'good', 'other'), oddText)
    await fc.assert(
      fc.asyncProperty(body, kid, fc.constantFrom(200, 200, 200, 204, 302, 404, 500), async (sent, asked, status) => {
        const found = await ask(sent, asked, status).catch((error: unknown) => {
          if (error instanceof KeysUnavailable) return null
          throw error
        })
        if (found !== null && typeof asked === 'string') expect(['good', 'other', asked]).toContain(asked)
      }),
      { numRuns: 200 },
    )
  })

  it('never answer with the key of another id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(oddText, mutated('good')), async (kid) => {
        if (kid !== 'other') expect(await askAmong([good, other], kid)).toBeNull()
      }),
      { numRuns: 100 },
    )
  })
})

describe('keys that were found by trying', () => {
  it('may name one key twice: it is still one', async () => {
    expect(await askAmong([good, good], 'good')).toBe(good.n)
    expect(await askAmong([good, { ...good, use: undefined }], undefined)).toBe(good.n)
  })

  it('are not guessed between when two of them have one id, or when the token names none', async () => {
    expect(await askAmong([good, other], undefined)).toBeNull()
    expect(await askAmong([other, good], undefined)).toBeNull()
    expect(await askAmong([good, { ...other, kid: 'good' }], 'good')).toBeNull()
  })
})
