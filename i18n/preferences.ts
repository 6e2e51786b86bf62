import type { Language } from '#i18n/languages'
import { SPOKEN } from '#i18n/messages'

export const THEMES = ['light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** What a person chose; null where the browser decides. */
export interface Preferences {
  language: Language | null
  theme: Theme | null
  /** By its IANA name. */
  timeZone: string | null
}

export const NOTHING_CHOSEN: Preferences = { language: null, theme: null, timeZone: null }

/** Every zone that can be chosen. Node's list is the one it can also format; it leaves out UTC itself. */
export const TIME_ZONES: readonly string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]
const knownZones = new Set(TIME_ZONES)

/** From a form, a cookie or the database: what is on none of the lists counts as not chosen. */
export function readPreferences(given: { language?: unknown; theme?: unknown; timeZone?: unknown }): Preferences {
  const { language, theme, timeZone } = given
  return {
    language: SPOKEN.find((one) => one === language) ?? null,
    theme: THEMES.find((one) => one === theme) ?? null,
    timeZone: typeof timeZone === 'string' && knownZones.has(timeZone) ? timeZone : null,
  }
}
