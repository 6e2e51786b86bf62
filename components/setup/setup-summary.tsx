import { Icon, type IconName } from '#components/ui/icon'
import { type Tone, toneClass } from '#components/ui/tone'
import { translations } from '#i18n/server'
import type { SetupItem } from '#lib/loaders/views'

/** All tests in one sentence. */
export function SetupSummary({ checks }: { checks: SetupItem[] }) {
  const t = translations('setup')
  const count = (outcome: SetupItem['outcome']) => checks.filter((check) => check.outcome === outcome).length
  const [bad, unknown] = [count('bad'), count('unknown')]
  const look: { tone: Tone; icon: IconName } = bad
    ? { tone: 'broken', icon: 'stop' }
    : unknown
      ? { tone: 'attention', icon: 'question' }
      : { tone: 'good', icon: 'check' }
  const text = [bad > 0 && t('someBad', { count: bad }), unknown > 0 && t('someUnknown', { count: unknown })]
    .filter(Boolean)
    .join(' ')
  return (
    <p
      role="status"
      className={`${toneClass(look.tone)} flex items-start gap-3 rounded-lg border border-tone-line bg-tone-surface px-5 py-4 text-lg font-semibold text-tone-ink`}
    >
      <Icon name={look.icon} className="mt-1 size-5" />
      {text || t('allGood')}
    </p>
  )
}
