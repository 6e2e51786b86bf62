import { getTranslations } from 'next-intl/server'
import { MemberLine } from '#components/connection/member-line'
import { Moment } from '#components/ui/moment'
import { toneClass } from '#components/ui/tone'
import { VerdictLabel } from '#components/verdict/verdict-label'
import { verdictLook } from '#components/verdict/verdict-tone'
import type { ConnectionSummary } from '#lib/loaders/views'

/** One organisation at a glance; the whole row leads to it. */
export async function ConnectionRow({ connection }: { connection: ConnectionSummary }) {
  const [t, detail, sentences] = await Promise.all([
    getTranslations('connections'),
    getTranslations('connection'),
    getTranslations('verdict.reasons'),
  ])
  const { verdict, provenAt } = connection
  return (
    <li
      className={`${toneClass(verdictLook(verdict).tone)} relative rounded-lg border border-hairline bg-sheet transition-colors hover:border-edge`}
    >
      <span aria-hidden="true" className="absolute inset-y-4 left-0 w-1 rounded-r-sm bg-tone-ink" />
      <div className="px-5 py-5 sm:px-7 sm:py-6">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <h2 className="text-xl leading-snug font-semibold tracking-[-0.01em] [overflow-wrap:anywhere]">
            <a href={`/connections/${connection.id}`} className="after:absolute after:inset-0 after:rounded-lg">
              {connection.organizationName ?? detail('organizationUnknown')}
            </a>
          </h2>
          <VerdictLabel verdict={verdict} />
        </div>
        {verdict.state !== 'ok' && (
          <p className="mt-1 max-w-prose text-soft">{sentences(`${verdict.reason}.sentence`)}</p>
        )}
        <dl className="mt-5 grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-[1.35fr_1fr_1fr]">
          <div>
            <dt className="label">{t('lastProven')}</dt>
            <dd>{provenAt ? <Moment at={provenAt} relative /> : t('never')}</dd>
          </div>
          <div>
            <dt className="label">{t('validUntil')}</dt>
            <dd>{verdict.validUntil ? <Moment at={verdict.validUntil} shape="day" relative /> : t('over')}</dd>
          </div>
          <div>
            <dt className="label">{t('owner')}</dt>
            <dd>
              <MemberLine name={connection.memberName} role={connection.memberRole} />
            </dd>
          </div>
        </dl>
      </div>
    </li>
  )
}
