import { codeKey, signInErrorKey, stepReasonKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'

/** The sentence for a code in the log, whichever part of the dashboard it comes from. */
export function reasonText(code: string | null): string | null {
  if (code === null) return null
  const t = translations()
  const failure = codeKey(code)
  if (failure) return t(`codes.${failure}`)
  const step = stepReasonKey(code)
  if (step) return t(`receipt.reasons.${step}`)
  const signIn = signInErrorKey(code)
  return signIn ? `${t(`signInError.codes.${signIn}.title`)}.` : t('codes.other')
}
