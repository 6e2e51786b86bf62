import { createFormatter, createTranslator } from 'next-intl'
import type * as nextIntl from 'next-intl/server'
import { cache } from 'react'
import texts from '../messages/en.json' with { type: 'json' }

/** English with the dates of Europe, where Qonto's customers are. Times leave the server in UTC and say so. */
const LOCALE = 'en-GB'
const TIME_ZONE = 'UTC'

/**
 * next-intl's server functions under their own names, but with translators and formatters that live as long as the
 * process: next-intl makes them anew for every request, and building `Intl` objects and parsing the same messages was
 * a sixth of the time of a page.
 */
const translators = new Map<string, unknown>()

async function translatorOf(namespace = ''): Promise<unknown> {
  const known = translators.get(namespace)
  if (known) return known
  const settings = { locale: LOCALE, messages: texts, timeZone: TIME_ZONE } as const
  const made: unknown = createTranslator(namespace === '' ? settings : { ...settings, namespace: namespace as never })
  translators.set(namespace, made)
  return made
}

/** Texts of a namespace of the message files; typed by them. */
export const getTranslations = translatorOf as unknown as typeof nextIntl.getTranslations

const formatter = createFormatter({ locale: LOCALE, timeZone: TIME_ZONE })

/** Numbers and times in the words of the locale. Relative times need their `now` named. */
export async function getFormatter() {
  return formatter
}

export async function getLocale() {
  return LOCALE
}

/** The moment of the request: everything on one page is as old as everything else. */
export const getNow = cache(async () => new Date())
