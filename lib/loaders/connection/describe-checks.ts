import 'server-only'
import type { Identity } from '#lib/connection/identity/identity'
import type { CheckView, Compared } from '#lib/loaders/views'
import type { CheckResult, IdTokenCheck } from '#lib/oauth/check-names'
import { leftHalfOfHash } from '#lib/oauth/id-token-checks'
import { shownRaw } from '#lib/text/foreign-text'

const OF_TIME: Partial<Record<IdTokenCheck, string>> = {
  expiry: 'exp',
  issued_at: 'iat',
  authentication_time: 'auth_time',
}

/**
 * Each check with what was compared: what was expected was kept when it was made, what was received stands in the token. None
 * while the stored results are those of the token before.
 */
export function describeChecks({ checks, verified, ...token }: Identity, subject: string): CheckView[] {
  const areOfBefore = !verified && checks.every(({ outcome }) => outcome !== 'failed')
  return areOfBefore ? [] : checks.map((made) => describeCheck(made, token, subject))
}

function describeCheck(made: CheckResult, token: Pick<Identity, 'claims' | 'header'>, subject: string): CheckView {
  const { name, outcome, skew = null } = made
  const of = { name, outcome, skew }
  const claim = OF_TIME[name]
  const expected = expectedOf(made, subject)
  // Of a claim that is not there nothing was compared.
  if (expected === null || outcome === 'not_applicable') return { ...of, expected: null, received: null, skew: null }
  if (claim !== undefined) return { ...of, expected: time(Date.parse(expected)), received: timeOf(token.claims[claim]) }
  return { ...of, expected: text(expected), received: text(receivedOf(name, token)) }
}

function expectedOf({ name, expected }: CheckResult, subject: string): string | null {
  if (name === 'signature') return 'RS256'
  return name === 'subject' ? subject : (expected ?? null)
}

function receivedOf(name: IdTokenCheck, { claims, header }: Pick<Identity, 'claims' | 'header'>): unknown {
  switch (name) {
    case 'signature':
      return [header.alg, header.kid].filter((part) => typeof part === 'string').join(' · ')
    case 'issuer':
      return claims.iss
    case 'audience':
      return Array.isArray(claims.aud) ? claims.aud.map(String).join(' ') : claims.aud
    case 'nonce':
      return typeof claims.nonce === 'string' ? leftHalfOfHash(claims.nonce) : null
    case 'access_token_hash':
      return claims.at_hash
    default:
      return claims.sub
  }
}

const text = (value: unknown): Compared | null =>
  typeof value === 'string' && value !== '' ? { kind: 'text', text: shownRaw(value) } : null

function time(ms: number): Compared | null {
  const at = new Date(ms)
  return Number.isNaN(at.getTime()) ? null : { kind: 'time', at }
}

function timeOf(value: unknown): Compared | null {
  return typeof value === 'number' ? time(value * 1000) : null
}
