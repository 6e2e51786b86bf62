import { MemberLine } from '#components/connection/member-line'
import { Moment } from '#components/time/moment'
import { toneClass } from '#components/ui/tone'
import { VerdictLabel } from '#components/verdict/verdict-label'
import { isEndProven, isEndUnknown, verdictLook } from '#components/verdict/verdict-tone'
import { translations } from '#i18n/server'
import type { ConnectionSummary } from '#lib/loaders/views'

/** One organisation at a glance; the whole row leads to it. */
export function ConnectionRow({ connection }: { connection: ConnectionSummary }) {
  const t = translations('connections')
  const detail = translations('connection')
  const sentences = translations('verdict.reasons')
  const { verdict, provenAt } = connection
  const noDate = isEndUnknown(verdict) ? t('unknown') : t(isEndProven(verdict) ? 'over' : 'stopped')
  return (
    <li className={`row ${toneClass(verdictLook(verdict).tone)}`}>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2>
          <a href={`/connections/${connection.id}`}>{connection.organizationName ?? detail('organizationUnknown')}</a>
        </h2>
        <VerdictLabel verdict={verdict} />
      </div>
      {verdict.state !== 'ok' && (
        <p className="mt-1 max-w-prose text-soft">{sentences(`${verdict.reason}.sentence`)}</p>
      )}
      <dl>
        <div>
          <dt className="label">{t('lastProven')}</dt>
          <dd>{provenAt ? <Moment at={provenAt} relative /> : t('never')}</dd>
        </div>
        <div>
          <dt className="label">{t('validUntil')}</dt>
          <dd>{verdict.validUntil ? <Moment at={verdict.validUntil} shape="day" relative /> : noDate}</dd>
        </div>
        <div>
          <dt className="label">{t('owner')}</dt>
          <dd>
            <MemberLine name={connection.memberName} role={connection.memberRole} />
          </dd>
        </div>
      </dl>
    </li>
  )
}
