import type { Messages } from 'next-intl'
import type { Language } from '#i18n/languages'
import de from '../messages/de.json' with { type: 'json' }
import en from '../messages/en.json' with { type: 'json' }
import es from '../messages/es.json' with { type: 'json' }
import fr from '../messages/fr.json' with { type: 'json' }
import it from '../messages/it.json' with { type: 'json' }

/** The languages that are spoken: those whose texts are all there. The others are not offered, and nobody meets half of one. */
export const MESSAGES: { en: Messages } & Partial<Record<Language, Messages>> = { en, de, es, fr, it }

export const SPOKEN = Object.keys(MESSAGES) as Language[]
