import type { IncomingMessage, ServerResponse } from 'node:http'
import Negotiator from 'negotiator'
import { type Asker, runAs } from '#i18n/asker'
import { SPOKEN } from '#i18n/messages'
import { readPreferenceCookie, writePreferenceCookie } from '#i18n/preference-cookie'
import { type Preferences, readPreferences } from '#i18n/preferences'
import { readZoneCookie } from '#i18n/zone-cookie'

/** Far above what any browser sends; ranking takes the square of it. */
const LONGEST_HEADER = 500

/**
 * Answers a request in the language, the theme and the time zone of whoever asks. What the account says beyond the cookie is
 * known only while the page is made; the cookie is then written once more, so that the next page knows it from its first byte.
 */
export function knowAsker(request: IncomingMessage, response: ServerResponse, origin: string, work: () => void): void {
  const kept = readPreferenceCookie(request.headers.cookie, origin)
  const asker: Asker = { browser: browserLanguage(request), zone: browserZone(request, origin), chosen: kept }
  // Beneath /api/ nothing is said to people, and beginning a sign-in with every scope leaves few bytes of a proxy's buffer.
  if (!request.url?.startsWith('/api/')) response.setHeader('Vary', 'Accept-Language, Cookie')
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse
  response.writeHead = ((...given: unknown[]) => {
    if (!isSame(kept, asker.chosen)) response.appendHeader('Set-Cookie', writePreferenceCookie(asker.chosen, origin))
    return writeHead(...given)
  }) as typeof response.writeHead
  runAs(asker, work)
}

function browserLanguage({ headers }: IncomingMessage): Asker['browser'] {
  const wanted = headers['accept-language']?.slice(0, LONGEST_HEADER)
  const best = new Negotiator({ headers: { 'accept-language': wanted ?? '*' } }).language(SPOKEN)
  return SPOKEN.find((one) => one === best) ?? 'en'
}

function browserZone({ headers }: IncomingMessage, origin: string): Asker['zone'] {
  return readPreferences({ timeZone: readZoneCookie(headers.cookie, origin) }).timeZone
}

function isSame(one: Preferences, other: Preferences): boolean {
  return one.language === other.language && one.theme === other.theme && one.timeZone === other.timeZone
}
