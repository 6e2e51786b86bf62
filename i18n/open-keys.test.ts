import { expect, it } from 'vitest'
import { codeKey, scopeKey, stepReasonKey } from '#i18n/open-keys'
import type { TokenRefusal } from '#lib/connection/failures'
import { CONFIGURATION, TRANSIENT } from '#lib/oauth/errors'
import type { ApiFailure } from '#lib/qonto/api'
import { SCOPE_CATALOGUE } from '#lib/qonto/scope-catalogue'

// Every name must be listed: a record of a closed union does not compile without one.
const REFUSALS: Record<TokenRefusal, true> = {
  ...{ reconnect: true, later: true, operator: true, paused: true, locked: true, gone: true, other_owner: true },
}
const API: Record<ApiFailure, true> = {
  ...{
    unauthorized: true,
    forbidden: true,
    not_found: true,
    not_accepted: true,
    web_page: true,
    redirected: true,
    rate_limited: true,
    server_error: true,
  },
  ...{ timeout: true, unreachable: true, html_answer: true, invalid_answer: true },
}
const STEPS = [
  ...['scope_not_granted', 'no_refresh_token', 'provider_down', 'still_accepted', 'rejected', 'already_expired'],
  ...['already_ended', 'refuses_all', 'unverified', 'not_needed', 'key_missing', 'other_app', 'given_up'],
]

it.each([...Object.keys(REFUSALS), ...Object.keys(API), ...CONFIGURATION, ...TRANSIENT, 'invalid_grant'])(
  'has a sentence of its own for a failure in the history: %s',
  (code) => {
    expect(codeKey(code)).toBe(code)
    expect(codeKey(code)).not.toBe('other')
  },
)

it.each(STEPS)('has a sentence for a step of the receipt: %s', (reason) => {
  expect(stepReasonKey(reason)).toBe(reason)
})

it('has a title and a meaning for each scope of the catalogue', () => {
  for (const scope of SCOPE_CATALOGUE.keys()) expect(scopeKey(scope)).toBe(scope.replaceAll('.', '_'))
})
