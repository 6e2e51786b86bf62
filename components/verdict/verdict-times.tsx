import { Away } from '#components/time/moment'
import { translations } from '#i18n/server'
import type { ConnectionSummary } from '#lib/loaders/views'

/** The last proof, and what the jobs do next: what was planned for now is due, and not past. */
export function VerdictTimes({ connection: { provenAt, nextStepAt, verdict } }: { connection: ConnectionSummary }) {
  const t = translations('connection')
  const isChecked = ['ok', 'limited', 'no_renew', 'expiring'].includes(verdict.state)
  return (
    <dl className="times">
      <div>
        <dt>{t('lastProof')}</dt>
        <dd>{provenAt ? <Away at={provenAt} /> : t('never')}</dd>
      </div>
      {nextStepAt && (
        <div>
          <dt>{t(isChecked ? 'nextCheck' : 'nextAttempt')}</dt>
          <dd>
            <Away at={nextStepAt} due={t('dueNow')} />
          </dd>
        </div>
      )}
    </dl>
  )
}
