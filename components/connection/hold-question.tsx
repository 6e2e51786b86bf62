import type { ReactNode } from 'react'
import { Choice, Choices } from '#components/ui/choices'
import { Fact, Facts } from '#components/ui/facts'
import { Moment } from '#components/ui/moment'
import { SubmitButton } from '#components/ui/submit-button'
import { getTranslations } from '#i18n/server'
import type { HoldView } from '#lib/loaders/views'

type HoldAction = (form: FormData) => Promise<void>

interface HoldQuestionProps {
  hold: HoldView
  keep: HoldAction
  discard: HoldAction
}

/** Another organisation or person came back from Qonto than was to be reconnected: what is to become of it? */
export async function HoldQuestion({ hold, keep, discard }: HoldQuestionProps) {
  const [t, words] = await Promise.all([getTranslations('hold'), getTranslations('words')])
  const { connection, takesPlaceOf } = hold
  const chosen = hold.organizationName ?? t('organizationUnknown')
  const present = connection.organizationName ?? t('organizationUnknown')
  const otherMember = takesPlaceOf === 'this'
  const named = {
    chosen: otherMember ? (hold.memberName ?? t('memberUnknown')) : chosen,
    present: otherMember ? (connection.memberName ?? t('memberUnknown')) : present,
  }
  const keeping = takesPlaceOf === null ? 'own' : takesPlaceOf
  return (
    <div className="max-w-3xl py-4 sm:py-8">
      <p className="label">{t('title')}</p>
      <h1 className="display mt-2 max-w-[24ch]">{t(otherMember ? 'questionMember' : 'question', named)}</h1>
      <p className="mt-4 max-w-[58ch] sm:text-[1.0625rem]">{t('nothingChanged', { present })}</p>
      <div className="mt-8">
        <Facts>
          <Fact name={t('cameBack')} note={hold.memberName ?? words('unknown')}>
            {chosen}
          </Fact>
          <Fact name={t('connection')} note={connection.memberName ?? words('unknown')}>
            {present}
          </Fact>
        </Facts>
      </div>
      <div className="mt-8 border-t border-edge">
        <Choices>
          <Choice meaning={t(`${keeping}Meaning`, { chosen })}>
            <Answer hold={hold.id} action={keep} pending={t('keeping')}>
              {t(keeping)}
            </Answer>
          </Choice>
          <Choice meaning={t('discardMeaning', { present })}>
            <Answer hold={hold.id} action={discard} pending={t('discarding')} variant="secondary">
              {t('discard')}
            </Answer>
          </Choice>
        </Choices>
      </div>
      <p className="mt-4 text-sm text-soft">
        {t.rich('until', { until: () => <Moment key="until" at={hold.until} relative /> })}
      </p>
    </div>
  )
}

interface AnswerProps {
  hold: string
  action: HoldAction
  pending: string
  variant?: 'secondary'
  children: ReactNode
}

function Answer({ hold, action, pending, variant, children }: AnswerProps) {
  return (
    <form action={action}>
      <input type="hidden" name="hold" value={hold} />
      <SubmitButton pending={pending} {...(variant && { variant })}>
        {children}
      </SubmitButton>
    </form>
  )
}
