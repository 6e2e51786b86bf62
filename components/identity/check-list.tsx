import { SameTime } from '#components/time/same-time'
import { Icon, type IconName } from '#components/ui/icon'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { CheckView, Compared } from '#lib/loaders/views'

const LOOKS: Record<CheckView['outcome'], { className: string; icon: IconName }> = {
  passed: { className: 'tone-good', icon: 'check' },
  failed: { className: 'tone-broken', icon: 'cross' },
  not_applicable: { className: 'tone-quiet', icon: 'minus' },
}

/** Every check by name, with what it makes sure of, what was compared, and how it went. */
export function CheckList({ checks, isUsed }: { checks: CheckView[]; isUsed: boolean }) {
  const t = translations('identity')
  return (
    <Section id="checks" title={t('checks')}>
      {checks.length === 0 ? (
        <p className="pt-4">{t('checksPending')}</p>
      ) : (
        <ul className="grid sm:grid-cols-2 sm:gap-x-10">
          {checks.map((check) => (
            <Check key={check.name} check={check} isUsed={isUsed} />
          ))}
        </ul>
      )}
    </Section>
  )
}

function Check({ check: { name, outcome, expected, received, skew }, isUsed }: { check: CheckView; isUsed: boolean }) {
  const t = translations('identity')
  const texts = translations('checks')
  const { className, icon } = LOOKS[outcome]
  // What was passed once is no good news of a connection that is paused or over.
  const tone = outcome === 'passed' && !isUsed ? 'tone-quiet' : className
  return (
    <li className={`${tone} flex gap-3 border-b border-hairline py-3.5`}>
      <Icon name={icon} className="mt-1 size-4 text-tone-ink" />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline justify-between gap-4">
          <span className="font-medium">{texts(`${name}.title`)}</span>
          <span className="text-sm text-tone-ink">
            {t(`outcomes.${name === 'subject' && outcome === 'not_applicable' ? 'first' : outcome}`)}
          </span>
        </p>
        <p className="note">{texts(`${name}.meaning`)}</p>
        {expected && (
          <dl className="compared">
            <dt>{t(expected.kind === 'time' ? 'checkedAt' : 'expected')}</dt>
            <dd>
              <Value value={expected} />
            </dd>
            <dt>{t('received')}</dt>
            <dd>{received ? <Value value={received} /> : t('nothingReceived')}</dd>
          </dl>
        )}
        {skew !== null && (
          <p className="note">{t(`skew.${skew < 0 ? 'behind' : 'ahead'}`, { seconds: Math.abs(skew) })}</p>
        )}
      </div>
    </li>
  )
}

function Value({ value }: { value: Compared }) {
  return value.kind === 'time' ? <SameTime at={value.at} /> : <code className="code">{value.text}</code>
}
