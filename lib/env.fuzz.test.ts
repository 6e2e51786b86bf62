import { randomBytes } from 'node:crypto'
import { validateHeaderValue } from 'node:http'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Environment, isLoopback, parseSettings } from '#lib/env'
import { mutated, oddText } from '#lib/testing/fuzz'

const key = randomBytes(32).toString('base64')
const SOUND = {
  QONTO_ENVIRONMENT: 'sandbox',
  QONTO_CLIENT_ID: 'client-id',
  QONTO_CLIENT_SECRET: 'HUSH-of-the-client',
  QONTO_STAGING_TOKEN: 'HUSH-of-staging',
  QONTO_SCOPES: 'openid offline_access',
  QONTO_OAUTH_URL: 'https://oauth.example/base',
  QONTO_API_URL: 'https://api.example',
  DATABASE_URL: 'postgresql://user:HUSH@127.0.0.1:5432/dashboard',
  NEXTAUTH_URL: 'https://mooring.example',
  NEXTAUTH_SECRET: 'HUSH-qwertyuiopasdfghjklzxcvbnm-1234567890',
  TOKEN_ENCRYPTION_KEYS: `k1:${key},k2:${randomBytes(32).toString('base64')}`,
  PORT: '4000',
  MOORING_JOBS: 'off',
}
const address = fc.oneof(
  fc.constantFrom(
    'HTTPS://HOST.example',
    'https:\\\\host.example',
    'https://host.example/?',
    'https://host.example#',
    'https://ho\tst.example',
  ),
  fc.constantFrom(
    'http://127.1',
    'http://127.0.0.1.evil.example',
    'http://localhost.',
    'http://[::1]:1',
    'https://@host.example',
    'https://host.example//',
  ),
)
const changed = fc
  .constantFrom(...(Object.keys(SOUND) as Array<keyof typeof SOUND>))
  .chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(mutated(SOUND[name]), oddText, address, fc.constantFrom('', undefined, 'simulator', 'production')),
    ),
  )
const environment = fc
  .array(changed, { maxLength: 3 })
  .map((changes): Environment => ({ ...SOUND, ...Object.fromEntries(changes) }))

describe('whatever the settings say', () => {
  it('is accepted as a whole, or refused with every problem named and no secret shown', () => {
    expect(parseSettings(SOUND)).toMatchObject({ ok: true })
    fc.assert(
      fc.property(environment, (env) => {
        const parsed = parseSettings(env)
        if (!parsed.ok) {
          const names = parsed.reason.map(({ variable }) => variable)
          expect(names.length).toBeGreaterThan(0)
          expect(new Set(names).size).toBe(names.length)
          expect(JSON.stringify(parsed.reason)).not.toContain('HUSH')
          return
        }
        const { oauthUrl, apiUrl, origin, port, scopes, encryptionKeys, stagingToken, authSecret } = parsed.value
        for (const base of [oauthUrl, apiUrl]) {
          // Paths are put behind it as text, and the request is chosen by how it begins.
          const url = new URL(`${base}/oauth2/token`)
          expect(`${url.origin}${url.pathname}`).toBe(`${base}/oauth2/token`)
          expect(base).toMatch(/^https?:\/\/[^/]/)
          expect(url.protocol === 'https:' || isLoopback(url.hostname)).toBe(true)
        }
        expect(new URL(origin).origin).toBe(origin)
        expect(Number.isInteger(port) && port > 0 && port < 65_536).toBe(true)
        if (env.PORT?.trim()) expect(String(port)).toBe(env.PORT.trim().replace(/^0+/, ''))
        expect(scopes).toContain('openid')
        expect(encryptionKeys.every((one) => one.key.length === 32)).toBe(true)
        expect(new Set(encryptionKeys.map(({ id }) => id)).size).toBe(encryptionKeys.length)
        expect(authSecret.length).toBeGreaterThanOrEqual(32)
        expect(() => validateHeaderValue('X-Qonto-Staging-Token', stagingToken ?? '')).not.toThrow()
      }),
      { numRuns: 2_000 },
    )
  })

  it('is local by name only when the name can mean no other machine', () => {
    const name = fc.oneof(mutated('127.0.0.1'), mutated('localhost'), oddText)
    fc.assert(
      fc.property(name, (host) => {
        const url = URL.parse(`http://${host}`)
        if (url && isLoopback(url.hostname))
          expect(url.hostname).toMatch(/^127(\.\d+){3}$|^(.*\.)?localhost$|^\[::1\]$/)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a setting that was found by trying', () => {
  it.each([
    ['HTTPS://OAUTH.example', 'https://oauth.example'],
    ['https:\\\\oauth.example', 'https://oauth.example'],
    ['https://oauth.example/?', 'https://oauth.example'],
    ['https://oauth.example/base/#', 'https://oauth.example/base'],
    ['https://oauth.example:443', 'https://oauth.example'],
  ])('is the address of Qonto however it is spelled: %s', (written, meant) => {
    expect(parseSettings({ ...SOUND, QONTO_OAUTH_URL: written })).toMatchObject({
      ok: true,
      value: { oauthUrl: meant },
    })
  })

  it.each(['0x10', '1e3', '3000.0', '+3000'])('is no port: %s', (PORT) => {
    expect(parseSettings({ ...SOUND, PORT })).toMatchObject({ ok: false, reason: [{ variable: 'PORT' }] })
  })

  it.each(['sandbox', 'simulator'])(
    'is no staging token that no header can carry, in the %s: every request would fail without a word why',
    (QONTO_ENVIRONMENT) => {
      const parsed = parseSettings({ ...SOUND, QONTO_ENVIRONMENT, QONTO_STAGING_TOKEN: 'HUSH\nof staging' })
      expect(parsed).toMatchObject({ ok: false, reason: [{ variable: 'QONTO_STAGING_TOKEN' }] })
      expect(JSON.stringify(parsed)).not.toContain('HUSH')
    },
  )
})
