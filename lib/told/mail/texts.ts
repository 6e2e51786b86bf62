import { createFormatter, createTranslator } from 'use-intl/core'
import texts from '../../../messages/en.json' with { type: 'json' }

const SETTINGS = { locale: 'en-GB', timeZone: 'UTC' } as const

/** The texts of mails. Not by `#i18n/server`, which needs Next: mails are written by the worker too. */
export const mailTexts = createTranslator({ ...SETTINGS, messages: texts, namespace: 'mail' })
export const verdictTexts = createTranslator({ ...SETTINGS, messages: texts, namespace: 'verdict' })

/** The language of mails, as `lang` has it. */
export const locale = SETTINGS.locale

const format = createFormatter(SETTINGS)

/** A moment with its zone: nobody knows where a mail is read. */
export function moment(at: string): string {
  return mailTexts('utc', { at: format.dateTime(new Date(at), { dateStyle: 'long', timeStyle: 'short' }) })
}

/** "3 hours", "2 days": the largest unit that counts to more than one. */
export function duration(seconds: number): string {
  const [size, unit] =
    seconds >= 172_800
      ? ([86_400, 'day'] as const)
      : seconds >= 7_200
        ? ([3_600, 'hour'] as const)
        : ([60, 'minute'] as const)
  return format.number(Math.max(1, Math.round(seconds / size)), { style: 'unit', unit, unitDisplay: 'long' })
}

export function list(items: readonly string[]): string {
  return format.list(items)
}
