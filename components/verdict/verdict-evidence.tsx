import { Moment } from '#components/time/moment'
import { Code } from '#components/ui/copy/code'
import { evidenceText } from '#components/verdict/evidence-text'
import { translations } from '#i18n/server'
import type { Verdict } from '#lib/connection/types'

/** What the verdict rests on: the event, its time and Qonto's trace id. */
export function VerdictEvidence({ verdict }: { verdict: Verdict }) {
  const t = translations('verdict')
  const words = translations('words')
  const what = evidenceText(verdict)
  const { at, traceId } = verdict.evidence
  return (
    <dl className="flex basis-full flex-wrap items-baseline gap-x-4 gap-y-1 border-t border-tone-line pt-4 text-sm">
      <dt className="font-medium text-tone-ink">{t('evidence')}</dt>
      <dd>{what}</dd>
      {at && (
        <dd>
          <Moment at={at} relative />
        </dd>
      )}
      {traceId && (
        <dd>
          <Code>{words('trace', { id: traceId })}</Code>
        </dd>
      )}
    </dl>
  )
}
