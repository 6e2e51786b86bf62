import type { ReactNode } from 'react'
import { toneClass } from '#components/ui/tone'
import { VerdictEvidence } from '#components/verdict/verdict-evidence'
import { VerdictLabel } from '#components/verdict/verdict-label'
import { verdictLine } from '#components/verdict/verdict-text'
import { VerdictTimes } from '#components/verdict/verdict-times'
import { isCalm, verdictLook } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { ConnectionSummary } from '#lib/loaders/views'

interface FrameVerdictProps {
  connection: ConnectionSummary
  /** On the overview everything is said; elsewhere what is needed to read the page rightly. */
  atLength: boolean
  action: ReactNode
}

/** The answer to the one question people come with: calm while it works, unmistakable when it does not. */
export function FrameVerdict({ connection, atLength, action }: FrameVerdictProps) {
  const t = translations('verdict')
  const { verdict } = connection
  const look = isCalm(verdict) ? 'verdict-calm' : 'verdict-loud'
  // Elsewhere the headings are those of the page.
  const Sentence = atLength ? 'h2' : 'p'
  const isLarge = atLength && !isCalm(verdict)
  return (
    <section
      aria-labelledby="verdict"
      className={`${toneClass(verdictLook(verdict).tone)} verdict ${look}${isLarge ? ' verdict-large' : ''}`}
    >
      <div className="min-w-0 flex-1">
        <div aria-live="polite">
          <VerdictLabel verdict={verdict} />
          <Sentence id="verdict" tabIndex={-1}>
            {t(`reasons.${verdict.reason}.sentence`)}
          </Sentence>
          {atLength && <p className={isLarge ? 'mt-3 max-w-prose' : 'max-w-prose'}>{verdictLine(verdict)}</p>}
          {verdict.owner === 'administrator' && <p className="font-semibold">{t('owner.administrator')}</p>}
        </div>
        <VerdictTimes connection={connection} />
      </div>
      <div>{action}</div>
      {isLarge && <VerdictEvidence verdict={verdict} />}
    </section>
  )
}
