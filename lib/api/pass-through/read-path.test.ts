import { describe, expect, it } from 'vitest'
import { readQontoPath } from '#lib/api/pass-through/read-path'

describe('the path of a call to Qonto', () => {
  it.each([
    ['v2/transactions', '?status=completed&per_page=2', '/v2/transactions?status=completed&per_page=2'],
    ['v2%2Ftransactions', '', '/v2/transactions'],
    ['v1/organizations/caf%C3%A9', '', '/v1/organizations/caf%C3%A9'],
    ['v2/clients/a;b=c@d', '', '/v2/clients/a%3Bb%3Dc%40d'],
  ])('%s%s goes on as %s', (given, search, target) => {
    expect(readQontoPath(given, search)).toMatchObject({ ok: true, value: { target } })
  })

  it.each([
    ['', 'unreadable'],
    ['v2', 'unreadable'],
    ['v2/', 'unreadable'],
    ['v2//transactions', 'unreadable'],
    ['/v2/transactions', 'unreadable'],
    ['v2/transactions/', 'unreadable'],
    ['v2/../oauth2/token', 'unreadable'],
    ['v2/%2e%2e/oauth2', 'unreadable'],
    ['v2/x%2F..%2Foauth2', 'unreadable'],
    ['v2/%252e%252e/oauth2', 'unreadable'],
    ['v2/a%5Cb', 'unreadable'],
    ['v2/a%00', 'unreadable'],
    ['v2/a%0d%0aHost:%20evil.example', 'unreadable'],
    ['v2/a%3Fb', 'unreadable'],
    ['v2/%E0%A4%A', 'unreadable'],
    ['oauth2/token', 'not_an_api'],
    ['V2/transactions', 'not_an_api'],
    ['https:/evil.example', 'not_an_api'],
    ['v2/oauth2/consents', 'ends_the_consent'],
    ['v2/OAuth2%2Fconsents', 'ends_the_consent'],
  ])('%s is refused: %s', (given, reason) => {
    expect(readQontoPath(given, '')).toEqual({ ok: false, reason })
  })
})
