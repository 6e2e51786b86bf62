import { runAs } from '#i18n/asker'
import { type Preferences, readPreferences } from '#i18n/preferences'
import { formatter, translations } from '#i18n/speak'

/** The texts of mails, in the language of whoever is written to (`writeFor`). Not by `#i18n/server`, which needs React. */
export const mailTexts = translations('mail')
export const verdictTexts = translations('verdict')

/** A moment with its zone: nobody knows where a mail is read. */
export function moment(at: string): string {
  return mailTexts('utc', {
    at: formatter().dateTime(new Date(at), { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }),
  })
}

/** "3 hours", "2 days": the largest unit that counts to more than one. */
export function duration(seconds: number): string {
  const [size, unit] =
    seconds >= 172_800
      ? ([86_400, 'day'] as const)
      : seconds >= 7_200
        ? ([3_600, 'hour'] as const)
        : ([60, 'minute'] as const)
  return formatter().number(Math.max(1, Math.round(seconds / size)), { style: 'unit', unit, unitDisplay: 'long' })
}

export function list(items: readonly string[]): string {
  return formatter().list(items)
}

/** Writes in the language that a person chose; no browser says here which one they would like. */
export function writeFor<Written>(person: Record<keyof Preferences, string | null>, write: () => Written): Written {
  return runAs({ browser: 'en', zone: null, chosen: readPreferences(person) }, write)
}
