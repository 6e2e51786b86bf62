import type { IconName } from '#components/ui/icon'
import type { Tone } from '#components/ui/tone'
import { isEndProven, tenseOf } from '#components/verdict/verdict-tone'
import type { Verdict, VerdictReason } from '#lib/connection/types'
import type { ConnectionDetail } from '#lib/loaders/views'

export const LIGHTS = ['app', 'grant', 'token', 'api', 'scopes'] as const
export type LightName = (typeof LIGHTS)[number]

type Fault =
  | 'notAccepted'
  | 'otherApp'
  | 'inDoubt'
  | 'ended'
  | 'notUsed'
  | 'noRenewal'
  | 'renewalFails'
  | 'unreadable'
  | 'noAnswer'
  | 'missing'
  | 'unnamed'

export interface Light {
  name: LightName
  says: Fault | `${LightName}Good` | 'idle' | 'paused' | 'unknown'
  tone: Tone
  icon: IconName
  /** The last time at which this very part was seen to work. */
  provenAt: Date | null
}

/** Which part a verdict is about, and what is the matter with it. What is not named here speaks against none. */
const FAULTS: Partial<Record<VerdictReason, [LightName, Fault]>> = {
  scopes_missing: ['scopes', 'missing'],
  organization_unconfirmed: ['api', 'unnamed'],
  organization_taken: ['api', 'unnamed'],
  no_offline_access: ['token', 'noRenewal'],
  unreachable: ['api', 'noAnswer'],
  rate_limited: ['api', 'noAnswer'],
  answer_unusable: ['api', 'noAnswer'],
  outcome_unknown: ['token', 'inDoubt'],
  access_refused: ['token', 'notAccepted'],
  identity_unverified: ['token', 'inDoubt'],
  member_not_found: ['grant', 'inDoubt'],
  other_owner: ['grant', 'inDoubt'],
  refusal_unconfirmed: ['grant', 'inDoubt'],
  fleet_brake: ['grant', 'inDoubt'],
  renewal_not_granted: ['token', 'noRenewal'],
  lapses_soon: ['token', 'renewalFails'],
  quarantined: ['token', 'notUsed'],
  identity_changed: ['token', 'notUsed'],
  database_copied: ['token', 'notUsed'],
  other_app: ['app', 'otherApp'],
  credentials_refused: ['app', 'notAccepted'],
  staging_token: ['app', 'notAccepted'],
  request_refused: ['app', 'notAccepted'],
  key_missing: ['token', 'unreadable'],
}

/** With these it works all the same, so that the other parts were seen to work as well. */
const WORKS: ReadonlySet<Verdict['state']> = new Set(['ok', 'limited', 'no_renew', 'expiring'])
const QUIET = { tone: 'quiet', icon: 'minus' } as const

/** The five parts of which a connection consists. None is green unless the verdict says that it works. */
export function lightsOf(connection: ConnectionDetail): Light[] {
  const { verdict } = connection
  const fault = FAULTS[verdict.reason]
  return LIGHTS.map((name) => {
    const provenAt = proofOf(name, connection)
    if (fault?.[0] === name) return { name, provenAt, says: fault[1], ...faultLook(verdict) }
    if (WORKS.has(verdict.state)) return { name, provenAt, says: `${name}Good`, tone: 'good', icon: 'check' }
    return { name, provenAt, says: stillOf(name, verdict), ...QUIET }
  })
}

function faultLook({ state }: Verdict): Pick<Light, 'tone' | 'icon'> {
  if (state === 'limited') return { tone: 'limited', icon: 'slash' }
  return ['broken', 'operator', 'locked'].includes(state)
    ? { tone: 'broken', icon: 'cross' }
    : { tone: 'attention', icon: 'bang' }
}

/** What can be said of a part that is not asked any more: nothing in the present. */
function stillOf(name: LightName, verdict: Verdict): Light['says'] {
  if (verdict.state === 'frozen') return 'paused'
  const tense = tenseOf(verdict)
  if (tense === 'present') return 'idle'
  if (tense === 'unknown') return 'unknown'
  // The app and Qonto's API go on for others.
  return isEndProven(verdict) && (name === 'grant' || name === 'token') ? 'ended' : 'notUsed'
}

/** App and tokens are proven by a renewal, the permissions by what was granted, the rest by an answer of Qonto's API. */
function proofOf(name: LightName, { clock, grantedAt, provenAt }: ConnectionDetail): Date | null {
  if (name === 'scopes') return grantedAt
  if (name === 'grant' || name === 'api') return provenAt
  return clock.findLast(({ kind }) => kind === 'rotated')?.at ?? grantedAt
}
