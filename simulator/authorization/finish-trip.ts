import { type Answer, redirect } from '#simulator/answer'
import { refuse } from '#simulator/authorization/refuse-trip'
import type { Visit } from '#simulator/authorization/visit'
import { shadowOf } from '#simulator/oauth/ask-provider'
import { hydraDescription, TRIP_HINTS } from '#simulator/oauth/hydra-errors'
import { expiredTripPage } from '#simulator/pages/problems'
import type { World } from '#simulator/types'

/** Hydra's default for a whole trip (hydra, driver/config/provider.go, ConsentRequestMaxAge). */
export const TRIP_LIFETIME_S = 1800

/** Ends a trip, with a consent or an error; the browser goes on to where oidc-provider sends it back. */
export async function finishTrip({ world, call, trip }: Visit, result: object): Promise<Answer> {
  const { request, response } = shadowOf(call)
  const back = await world.provider.interactionResult(request, response, { ...result })
  trip.isFinished = true
  // The path only: the person may have come by another name of this computer.
  return redirect(new URL(back).pathname)
}

/** Another trip in this browser has overwritten the cookie of this one. */
export function forbidTrip(visit: Visit): Promise<Answer> {
  const error = 'request_forbidden'
  return finishTrip(visit, { error, error_description: hydraDescription(error, TRIP_HINTS.otherTrip) })
}

/** A trip that oidc-provider does not go on with: too old, finished already, or begun in another browser. */
export function answerEndedTrip({ trips }: World, uid: string, { isStep }: { isStep: boolean }): Answer {
  const trip = trips.byUid.get(uid)
  if (trip && Date.now() >= trip.begunAt + TRIP_LIFETIME_S * 1000)
    return refuse(trip, 'request_unauthorized', TRIP_HINTS.expired)
  // What a page of before sends once more after the Back button, Hydra knows by its verifier.
  if (trip?.isFinished && isStep) return refuse(trip, 'access_denied', TRIP_HINTS.usedConsent)
  return expiredTripPage(trip?.origin ?? trips.lastOrigin)
}
