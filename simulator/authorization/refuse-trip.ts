import { type Answer, redirect } from '#simulator/answer'
import type { WayBack } from '#simulator/authorization/trips'
import { hydraDescription } from '#simulator/oauth/hydra-errors'

/** Sends the browser back to the app with an error in Hydra's words. */
export function refuse(way: WayBack, error: string, hint?: string): Answer {
  return refuseInWords(way, error, hydraDescription(error, hint))
}

export function refuseInWords({ redirectUri, state }: WayBack, error: string, description: string): Answer {
  const url = new URL(redirectUri)
  url.searchParams.set('error', error)
  url.searchParams.set('error_description', description)
  if (state !== null) url.searchParams.set('state', state)
  return redirect(url.href)
}
