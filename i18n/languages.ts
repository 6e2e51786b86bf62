/** Qonto's markets. What is kept of a person is the key; `tag` is what pages and formats use, with the dates of Europe. */
export const LANGUAGES = {
  en: { tag: 'en-GB', name: 'English' },
  fr: { tag: 'fr-FR', name: 'Français' },
  de: { tag: 'de-DE', name: 'Deutsch' },
  it: { tag: 'it-IT', name: 'Italiano' },
  es: { tag: 'es-ES', name: 'Español' },
} as const

export type Language = keyof typeof LANGUAGES
export type Locale = (typeof LANGUAGES)[Language]['tag']
