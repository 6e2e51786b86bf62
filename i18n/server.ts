import { cache } from 'react'

export { formatter, locale, translations } from '#i18n/speak'

/** The moment of the request: everything on one page is as old as everything else. */
export const requestTime = cache(() => new Date())
