import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { safePath } from '#lib/auth/safe-path'
import { settings } from '#lib/env'
import { mutated, oddText } from '#lib/testing/fuzz'

beforeAll(() => {
  Object.assign(process.env, {
    ...{ QONTO_ENVIRONMENT: 'simulator', NEXTAUTH_URL: 'https://mooring.example' },
    ...{ DATABASE_URL: 'postgresql://nobody@127.0.0.1/nothing', NEXTAUTH_SECRET: randomBytes(32).toString('hex') },
    TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  })
})

const OURS = 'https://mooring.example/connections/1?tab=a'
const part = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '\\',
    '.',
    '..',
    '@',
    ':',
    '?',
    '#',
    '%2f',
    '%5c',
    '%09',
    '\t',
    '\n',
    '\r',
    '\u0000',
    '／',
    '。',
    '𝓮',
  ),
  fc.constantFrom(
    'https:',
    'http:',
    'javascript:',
    'blob:',
    'data:',
    'mooring.example',
    'evil.example',
    'api',
    'auth',
    'signout',
  ),
  oddText.map((text) => text.slice(0, 20)),
)
const value = fc.oneof(
  fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
  mutated(OURS),
  mutated('/connections/1'),
  oddText,
)

/** How a browser reads an address in a `Location` header: tabs and line breaks go, and a backslash is a slash. */
const asBrowser = (path: string) =>
  new URL(
    path
      .trim()
      .replace(/[\t\n\r]/g, '')
      .replaceAll('\\', '/'),
    settings().origin,
  )

describe('the path to go back to', () => {
  it('is one of ours, for us and for a browser, whatever was asked for', () => {
    fc.assert(
      fc.property(value, (asked) => {
        const path = safePath(asked)
        expect(path).toMatch(/^\/(?![/\\])/)
        expect(path).not.toMatch(/[\p{Cc}\\]/u)
        expect(new URL(path, settings().origin).origin).toBe(settings().origin)
        expect(asBrowser(path).origin).toBe(settings().origin)
        expect(asBrowser(path).pathname).not.toMatch(/^\/(\/|api\/)/)
        expect(safePath(path)).toBe(path)
      }),
      { numRuns: 5_000 },
    )
  })

  it('is kept when it is ours', () => {
    const segment = fc.stringMatching(/^[a-z0-9-]{1,12}$/).filter((one) => one !== 'api')
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.dictionary(segment, segment), (path, query) => {
        const search = new URLSearchParams(query).toString()
        const asked = `/${path.join('/')}${search && `?${search}`}`
        expect([safePath(asked), safePath(`${settings().origin}${asked}`)]).toEqual([asked, asked])
      }),
    )
  })

  it('fits into a cookie, also when every letter becomes nine', () => {
    expect(safePath(`/${'中'.repeat(50)}`)).toHaveLength(451)
    expect(safePath(`/${'中'.repeat(100)}`)).toBe('/connections')
  })

  it('is no address of its own inside another one, found by trying: a blob has the origin of what made it', () => {
    expect(safePath('blob:https://mooring.example/x')).toBe('/connections')
  })
})
