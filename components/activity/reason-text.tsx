import { codeKey, signInErrorKey, stepReasonKey } from '#i18n/open-keys'
import { getTranslations } from '#i18n/server'

/** The sentence for a code in the log, whichever part of the dashboard it comes from. */
export async function reasonText(code: string | null): Promise<string | null> {
  if (code === null) return null
  const t = await getTranslations()
  const failure = codeKey(code)
  if (failure) return t(`codes.${failure}`)
  const step = stepReasonKey(code)
  if (step) return t(`receipt.reasons.${step}`)
  const signIn = signInErrorKey(code)
  return signIn ? `${t(`signInError.codes.${signIn}.title`)}.` : t('codes.other')
}
