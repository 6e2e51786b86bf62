import type { KeyFormTexts } from '#components/api-keys/key-form'
import { translations } from '#i18n/server'

/** What a form that ends in a secret says. */
export function keyFormTexts(submit: string, pending: string): KeyFormTexts {
  const t = translations('apiKeys')
  const words = translations('words')
  return {
    ...{ submit, pending, copy: words('copy'), copied: words('copied') },
    ...{ secret: t('secret'), secretHint: t('secretHint'), tryIt: t('tryIt'), signInAgain: t('signInAgain') },
  }
}
