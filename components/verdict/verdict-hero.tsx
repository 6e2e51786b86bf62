import type { ReactNode } from 'react'
import { toneClass } from '#components/ui/tone'
import { VerdictEvidence } from '#components/verdict/verdict-evidence'
import { VerdictLabel } from '#components/verdict/verdict-label'
import { verdictLine } from '#components/verdict/verdict-text'
import { verdictLook } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { Verdict } from '#lib/connection/types'

interface VerdictHeroProps {
  verdict: Verdict
  action: ReactNode
}

/** The answer to the one question people come with. */
export function VerdictHero({ verdict, action }: VerdictHeroProps) {
  const t = translations('verdict')
  const { tone } = verdictLook(verdict)
  return (
    <section
      aria-labelledby="verdict"
      className={`${toneClass(tone)} rounded-lg border border-tone-line bg-tone-surface px-5 py-6 sm:px-9 sm:py-9`}
    >
      <div aria-live="polite">
        <VerdictLabel verdict={verdict} />
        <h2
          id="verdict"
          tabIndex={-1}
          className="mt-4 max-w-[22ch] text-[1.875rem] leading-[1.12] font-semibold tracking-[-0.025em] sm:mt-5 sm:text-[2.75rem]"
        >
          {t(`reasons.${verdict.reason}.sentence`)}
        </h2>
        <p className="mt-3 max-w-[62ch] sm:mt-4 sm:text-[1.0625rem]">
          <span>{verdictLine(verdict)}</span>{' '}
          {verdict.owner === 'administrator' && <strong className="font-semibold">{t('owner.administrator')}</strong>}
        </p>
      </div>
      <div className="mt-6 sm:mt-7">{action}</div>
      <div className="mt-6 border-t border-tone-line pt-4">
        <VerdictEvidence verdict={verdict} />
      </div>
    </section>
  )
}
