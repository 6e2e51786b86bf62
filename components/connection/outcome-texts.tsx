import { getMessages, getTranslations } from 'next-intl/server'
import type { OutcomeTexts } from '#components/connection/action-form'

/** The sentences that a form action may need, for the client leaf which shows one of them. */
export async function outcomeTexts(): Promise<OutcomeTexts> {
  const [t, texts] = await Promise.all([getTranslations('outcome'), getMessages()])
  return { done: t('done'), failed: t('failed'), reasons: { ...texts.codes, ...texts.outcome.reasons } }
}
