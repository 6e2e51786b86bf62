import type { SecretFormTexts } from '#components/secret/secret-form'
import { translations } from '#i18n/server'

/** What a form that ends in a secret says, whatever the secret opens. */
export function secretTexts(own: Pick<SecretFormTexts, 'submit' | 'pending' | 'secret'>): SecretFormTexts {
  const t = translations('secret')
  const words = translations('words')
  return {
    ...{ ...own, secretHint: t('hint'), signInAgain: t('signInAgain') },
    ...{ copy: words('copy'), copied: words('copied') },
  }
}
