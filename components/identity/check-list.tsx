import { Icon, type IconName } from '#components/ui/icon'
import { Section } from '#components/ui/section'
import { translations } from '#i18n/server'
import type { CheckResult } from '#lib/oauth/check-names'

const LOOKS: Record<CheckResult['outcome'], { className: string; icon: IconName }> = {
  passed: { className: 'tone-good', icon: 'check' },
  failed: { className: 'tone-broken', icon: 'cross' },
  not_applicable: { className: 'tone-quiet', icon: 'minus' },
}

/** Every check by name, with what it makes sure of and how it went. */
export function CheckList({ checks }: { checks: CheckResult[] }) {
  const t = translations('identity')
  const texts = translations('checks')
  return (
    <Section id="checks" title={t('checks')}>
      <ul className="grid sm:grid-cols-2 sm:gap-x-10">
        {checks.map(({ name, outcome }) => (
          <li key={name} className={`${LOOKS[outcome].className} flex gap-3 border-b border-hairline py-3.5`}>
            <Icon name={LOOKS[outcome].icon} className="mt-1 size-4 text-tone-ink" />
            <div className="min-w-0 flex-1">
              <p className="flex items-baseline justify-between gap-4">
                <span className="font-medium">{texts(`${name}.title`)}</span>
                <span className="text-sm text-tone-ink">
                  {t(`outcomes.${name === 'subject' && outcome === 'not_applicable' ? 'first' : outcome}`)}
                </span>
              </p>
              <p className="text-sm text-soft">{texts(`${name}.meaning`)}</p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}
