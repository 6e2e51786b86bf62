import { createFormatter, createTranslator, type Messages, type NamespaceKeys, type NestedKeyOf } from 'next-intl'
import { cache } from 'react'
import texts from '../messages/en.json' with { type: 'json' }

/** English with the dates of Europe, where Qonto's customers are. Times leave the server in UTC and say so. */
const LOCALE = 'en-GB'
const TIME_ZONE = 'UTC'

type Namespace = NamespaceKeys<Messages, NestedKeyOf<Messages>>

/**
 * next-intl's translators and formatters, made once for the process and handed out at once. Its own server functions make
 * them again for every request, and a component that waits for one becomes a task of its own in React's stream.
 */
const translators = new Map<string, unknown>()

/** Texts of a namespace of the message files; typed by them. */
export function translations<Name extends Namespace = never>(
  namespace?: Name,
): ReturnType<typeof createTranslator<Messages, Name>> {
  const name: string = namespace ?? ''
  if (!translators.has(name)) translators.set(name, makeTranslator(namespace))
  return translators.get(name) as ReturnType<typeof createTranslator<Messages, Name>>
}

function makeTranslator(namespace: Namespace | undefined): unknown {
  const settings = { locale: LOCALE, messages: texts, timeZone: TIME_ZONE } as const
  return createTranslator(namespace === undefined ? settings : { ...settings, namespace })
}

const format = createFormatter({ locale: LOCALE, timeZone: TIME_ZONE })

/** Numbers and times in the words of the locale. Relative times need their `now` named. */
export function formatter() {
  return format
}

/** The language of the page, as `lang` has it. */
export function locale() {
  return LOCALE
}

/** The moment of the request: everything on one page is as old as everything else. */
export const requestTime = cache(() => new Date())
