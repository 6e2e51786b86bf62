import { Moment } from '#components/time/moment'
import { Fact, Facts } from '#components/ui/facts'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { AccountView } from '#lib/loaders/views'

type KeptListProps = Pick<AccountView, 'since' | 'kept' | 'days'>

/** What is kept, how much of it, and for how long, in plain words. */
export function KeptList({ since, kept, days }: KeptListProps) {
  const t = translations('account')
  return (
    <Section id="kept" title={t('kept')} lead={t('keptLead')}>
      <Facts>
        <Fact name={t('kinds.user.name')} note={t('kinds.user.long')}>
          {t.rich('kinds.user.what', { since: () => <Moment key="since" at={since} shape="day" /> })}
        </Fact>
        {kept.map(({ kind, count }) => (
          <Fact key={kind} name={t(`kinds.${kind}.name`)} note={t(`kinds.${kind}.long`, { days: daysOf(kind, days) })}>
            <span className="font-semibold">{t(`kinds.${kind}.count`, { count })}</span> {t(`kinds.${kind}.what`)}
          </Fact>
        ))}
      </Facts>
    </Section>
  )
}

function daysOf(kind: string, days: KeptListProps['days']): number {
  return Object.entries(days).find(([name]) => name === kind)?.[1] ?? 0
}
