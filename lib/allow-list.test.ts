import { describe, expect, it } from 'vitest'
import { entryFor, readAllowList } from '#lib/allow-list'

const ORGANIZATION = '018F71DB-c635-78b5-b90a-ea05de98c2bf'

const read = (text: string) => readAllowList(text)
const isLetIn = (allow: string, email: unknown, email_verified: unknown = true) => {
  const list = read(allow)
  return list.ok && entryFor(list.value, { organizations: [], claims: { email, email_verified } }) !== null
}

describe('the list of who may sign in', () => {
  it('is read in one spelling, each entry once', () => {
    const text = `organization:${ORGANIZATION}, domain:Example.COM;domain:example.com\n Organization:atelier-lumen-1234`
    expect(read(text)).toEqual({
      ok: true,
      value: [`organization:${ORGANIZATION.toLowerCase()}`, 'domain:example.com', 'organization:atelier-lumen-1234'],
    })
    expect(read('domain:münchen.example')).toEqual({ ok: true, value: ['domain:xn--mnchen-3ya.example'] })
    expect(read('Invited')).toEqual({ ok: true, value: ['invited'] })
    expect(read('')).toEqual({ ok: true, value: [] })
  })

  it.each([
    ...['example.com', '@example.com', 'everyone', '*', 'domain:*', 'domain:*.example.com', 'domain:', 'organization:'],
    ...['domain:localhost', 'domain:example.com/path', 'domain:a@example.com', 'domain:.example.com', 'domain:a..b'],
    ...['domain:example.com.', 'domain:127.0.0.1', 'domain:%65xample.com', 'organization:a/b', 'organization:-x'],
    'organization:acme,everyone',
  ])('refuses %j, because who misspells it would let in nobody, or everybody', (text) => {
    expect(read(text)).toMatchObject({ ok: false })
  })

  it('lets in an organisation by id or slug, and no other', () => {
    const allow = ['organization:acme-12', `organization:${ORGANIZATION.toLowerCase()}`]
    const entry = (...organizations: string[]) => entryFor(allow, { organizations, claims: {} })
    expect(entry(ORGANIZATION)).toBe(allow[1])
    expect(entry('another', 'acme-12')).toBe('organization:acme-12')
    for (const other of ['acme-1', 'acme-123', 'xacme-12', 'domain:acme-12', '', 'invited'])
      expect(entry(other)).toBeNull()
  })
})

describe('an address', () => {
  it.each([
    ['the domain itself', 'a@example.com'],
    ['in capitals', 'A@EXAMPLE.com'],
    ['in its international form', 'a@bücher.example'],
    ['in the ASCII form of that', 'a@xn--bcher-kva.example'],
  ])('is let in: %s', (_, email) => {
    expect(isLetIn('domain:example.com,domain:bücher.example', email)).toBe(true)
  })

  it.each([
    ['a subdomain', 'a@mail.example.com'],
    ['the name as a suffix', 'a@badexample.com'],
    ['the name as a prefix', 'a@example.com.evil.example'],
    ['a letter that looks the same (Cyrillic)', 'a@exаmple.com'],
    ['two at signs', 'a@example.com@evil.example'],
    ['two at signs, the other way', 'a@evil.example@example.com'],
    ['a quoted part', '"a@evil.example"@example.com'],
    ['a path behind it', 'a@example.com/.evil.example'],
    ['a query behind it', 'a@example.com?.evil.example'],
    ['a fragment behind it', 'a@example.com#.evil.example'],
    ['a port behind it', 'a@example.com:25'],
    ['a password before it', 'evil.example:x@example.com'],
    ['percent encoding', 'a@%65xample.com'],
    ['a tab inside', 'a@exam\tple.com'],
    ['a line break behind it', 'a@example.com\n'],
    ['a space before it', ' a@example.com'],
    ['a name and an address', 'A <a@example.com>'],
    ['a closing dot', 'a@example.com.'],
    ['another full stop', 'a@example。com'],
    ['an invisible letter', 'a@exam\u200bple.com'],
    ['a soft hyphen', 'a@exam\u00adple.com'],
    ['no local part', '@example.com'],
    ['no address', 'example.com'],
    ['a list', ['a@example.com']],
    ['nothing', undefined],
  ])('is not let in: %s', (_, email) => {
    expect(isLetIn('domain:example.com', email)).toBe(false)
  })

  it.each([false, null, 'true', 1, {}])('that is verified %j is not let in', (isVerified) => {
    expect(isLetIn('domain:example.com', 'a@example.com', isVerified)).toBe(false)
    expect(isLetIn('domain:example.com', 'a@example.com')).toBe(true)
  })

  it('of which Qonto does not say whether it is verified is not let in', () => {
    const claims = { email: 'a@example.com' }
    expect(entryFor(['domain:example.com'], { organizations: [], claims })).toBeNull()
  })
})
