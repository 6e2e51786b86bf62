import { randomUUID } from 'node:crypto'
import { type Answer, redirect } from '#simulator/answer'
import { finishTrip, forbidTrip } from '#simulator/authorization/finish-trip'
import { holdsTripCookie } from '#simulator/authorization/trip-cookies'
import type { BankSession } from '#simulator/authorization/trips'
import type { Visit } from '#simulator/authorization/visit'
import { takeAll } from '#simulator/failures/failures'
import { hydraDescription } from '#simulator/oauth/hydra-errors'
import { consentPage } from '#simulator/pages/consent'
import { memberById } from '#simulator/people/find-people'

export function askConsent({ uid, trip, scopes }: Visit): Answer {
  const member = memberById(trip.membershipId ?? '')
  if (!member) return redirect(`/interaction/${uid}`)
  return consentPage({ uid, member, app: new URL(trip.origin).host, scopes })
}

export async function decide(visit: Visit): Promise<Answer> {
  const { call, trip, uid } = visit
  if (call.form.get('decision') !== 'allow')
    return finishTrip(visit, { error: 'access_denied', error_description: hydraDescription('access_denied') })
  if (!holdsTripCookie(call, 'consent', uid)) return forbidTrip(visit)
  if (trip.membershipId === null || trip.session === null) return redirect(`/interaction/${uid}`)
  const grantId = await grant(visit, trip.membershipId, trip.session)
  return finishTrip(visit, {
    login: { accountId: trip.membershipId, ts: trip.session.authTime, remember: false },
    consent: { grantId },
  })
}

/** Every trip makes a grant of its own; an earlier one stays alive, as in Hydra. */
async function grant(visit: Visit, membershipId: string, session: BankSession): Promise<string> {
  const { world, scopes, requestedAt } = visit
  const granted = grantedScopes(visit)
  const grantId = randomUUID()
  world.store.consents.set(grantId, {
    grantId,
    membershipId,
    scopes: granted,
    requestedAt,
    authTime: session.authTime,
    sid: session.sid,
    createdAt: Date.now(),
    revokedAt: null,
    payload: {},
  })
  const made = new world.provider.Grant({ accountId: membershipId, clientId: world.options.clientId })
  made.jti = grantId
  if (granted.length > 0) made.addOIDCScope(granted.join(' '))
  const refused = scopes.filter((scope) => !granted.includes(scope))
  if (refused.length > 0) made.rejectOIDCScope(refused.join(' '))
  await made.save()
  return grantId
}

function grantedScopes({ world, call, scopes }: Visit): string[] {
  const ticked = new Set(call.form.getAll('scope'))
  const narrowing = takeAll(world.failures, 'narrow_scopes').map((failure) => new Set<string>(failure.scopes))
  return scopes.filter(
    (scope) => (scope === 'openid' || ticked.has(scope)) && narrowing.every((allowed) => allowed.has(scope)),
  )
}
