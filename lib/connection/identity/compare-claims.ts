import 'server-only'
import { isDeepStrictEqual } from 'node:util'
import { CLAIM_CATALOGUE } from '#lib/qonto/claim-catalogue'
import { boundedJson, shownRaw } from '#lib/text/foreign-text'

/** Of one sign-in, and never those of another: they differ every time and say nothing. */
const OF_ONE_TIME: ReadonlySet<string> = new Set(['jti', 'sid'])
const MOST = 50
const LONGEST_NAME = 60

/**
 * How the claims of a new consent differ from those of the one before, as `changed email`. Names only: what they say stays in the
 * sealed token.
 */
export function differencesBetween(former: Record<string, unknown>, claims: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(former), ...Object.keys(claims)])]
    .filter((name) => isLasting(name) && name.length <= LONGEST_NAME)
    .flatMap((name) => {
      if (!Object.hasOwn(former, name)) return [`added ${shownRaw(name)}`]
      if (!Object.hasOwn(claims, name)) return [`removed ${shownRaw(name)}`]
      // Bounded, because brackets in each other may be thousands deep.
      const [one, other] = [boundedJson(former[name]), boundedJson(claims[name])]
      return isDeepStrictEqual(one, other) ? [] : [`changed ${shownRaw(name)}`]
    })
    .slice(0, MOST)
}

function isLasting(name: string): boolean {
  const kind = CLAIM_CATALOGUE.get(name)?.kind
  return kind !== 'hash' && (kind !== 'time' || name === 'updated_at') && !OF_ONE_TIME.has(name)
}
