import { AsyncLocalStorage } from 'node:async_hooks'
import type { Language } from '#i18n/languages'
import { NOTHING_CHOSEN, type Preferences } from '#i18n/preferences'

/** Who asks, as far as a page looks and reads differently for them. One for each request. */
export interface Asker {
  /** What the browser would like to read. */
  browser: Language
  /** The zone that the browser says it is in; null before its second request, and without JavaScript. */
  zone: string | null
  /** What the person chose: as the cookie has it, and as the account has it from the moment on at which the session is known. */
  chosen: Preferences
}

/**
 * The server in front begins it, and everything that the request sets off is within it: pages, actions, routes, refusals.
 * On `globalThis` because the server and Next's bundle have each a copy of this module.
 */
const place = globalThis as typeof globalThis & { dashboardAsker?: AsyncLocalStorage<Asker> }
place.dashboardAsker ??= new AsyncLocalStorage<Asker>()
const askers = place.dashboardAsker

export function runAs<Answer>(asker: Asker, work: () => Answer): Answer {
  return askers.run(asker, work)
}

/** What the person of this request chose. */
export function chosen(): Preferences {
  return askers.getStore()?.chosen ?? NOTHING_CHOSEN
}

/** From here on this request is answered as the account says. */
export function choose(preferences: Preferences): void {
  const asker = askers.getStore()
  if (asker) asker.chosen = preferences
}

/** The zone in which this request is answered: chosen, else the browser's; UTC while neither is known. */
export function timeZone(): string {
  const asker = askers.getStore()
  return asker?.chosen.timeZone ?? asker?.zone ?? 'UTC'
}

/** The language of this request; English outside of one. */
export function language(): Language {
  const asker = askers.getStore()
  return asker?.chosen.language ?? asker?.browser ?? 'en'
}
