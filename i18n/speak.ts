import type { Messages, NamespaceKeys, NestedKeyOf } from 'next-intl'
import { createFormatter, createTranslator } from 'use-intl/core'
import { language, timeZone } from '#i18n/asker'
import { LANGUAGES, type Language, type Locale } from '#i18n/languages'
import { MESSAGES } from '#i18n/messages'

type Namespace = NamespaceKeys<Messages, NestedKeyOf<Messages>>
type Translator<Name extends Namespace> = ReturnType<typeof createTranslator<Messages, Name>>
type Formatter = ReturnType<typeof createFormatter>

/**
 * next-intl's translators and formatters, made once for the process and handed out at once. Its own server functions make
 * them again for every request, and a component that waits for one becomes a task of its own in React's stream.
 * What a request adds is only which of them: each text asks for the language at the moment at which it is said.
 */
const spoken = new Map<string, Translator<never>>()
const handedOut = new Map<string, unknown>()
const formatters = new Map<string, Formatter>()
/** Each holds some dozens of kilobytes, and there are some four hundred zones. */
const MOST_FORMATTERS = 40

/** Texts of a namespace of the message files, in the language of the request; typed by them. */
export function translations<Name extends Namespace = never>(namespace?: Name): Translator<Name> {
  const name: string = namespace ?? ''
  if (!handedOut.has(name)) handedOut.set(name, handOut(name))
  return handedOut.get(name) as Translator<Name>
}

/** Says each text by the translator of the language of the request. */
function handOut(name: string) {
  const inLanguage = () => translatorIn(language(), name)
  return Object.assign((...given: Parameters<Translator<never>>) => inLanguage()(...given), {
    rich: (...given: Parameters<Translator<never>['rich']>) => inLanguage().rich(...given),
    markup: (...given: Parameters<Translator<never>['markup']>) => inLanguage().markup(...given),
    raw: (...given: Parameters<Translator<never>['raw']>) => inLanguage().raw(...given),
    has: (...given: Parameters<Translator<never>['has']>) => inLanguage().has(...given),
  })
}

function translatorIn(spokenIn: Language, name: string): Translator<never> {
  const key = `${spokenIn} ${name}`
  const kept = spoken.get(key)
  if (kept) return kept
  const settings = { locale: LANGUAGES[spokenIn].tag, messages: MESSAGES[spokenIn] ?? MESSAGES.en }
  const made = createTranslator(name === '' ? settings : { ...settings, namespace: name as Namespace })
  spoken.set(key, made as Translator<never>)
  return made as Translator<never>
}

/**
 * Numbers and times in the words of the language. Times are in the zone that the person chose, else in that of the browser; in
 * UTC, and they say so, while neither is known. Relative times need their `now` named.
 */
export function formatter(): Formatter {
  const settings = { locale: locale(), timeZone: timeZone() }
  const key = `${settings.locale} ${settings.timeZone}`
  const kept = formatters.get(key)
  if (kept) return kept
  const [oldest] = formatters.keys()
  if (oldest !== undefined && formatters.size >= MOST_FORMATTERS) formatters.delete(oldest)
  const made = createFormatter(settings)
  formatters.set(key, made)
  return made
}

/** The language of the page, as `lang` has it. */
export function locale(): Locale {
  return LANGUAGES[language()].tag
}
