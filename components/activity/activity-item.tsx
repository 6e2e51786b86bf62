import { ActivityFacts } from '#components/activity/activity-facts'
import { reasonText } from '#components/activity/reason-text'
import { Moment } from '#components/time/moment'
import type { IconName } from '#components/ui/icon'
import { Tag } from '#components/ui/tag'
import type { Tone } from '#components/ui/tone'
import { eventKey, stepKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { ActivityEntry } from '#lib/loaders/views'

const LOOKS: Record<Exclude<ActivityEntry['outcome'], 'done'>, { tone: Tone; icon: IconName }> = {
  failed: { tone: 'broken', icon: 'cross' },
  started: { tone: 'info', icon: 'clock' },
}

/** One thing that happened: when, what, by whom, how it went. */
export function ActivityItem({ entry }: { entry: ActivityEntry }) {
  const t = translations('activity')
  const steps = translations('receipt.steps')
  const reason = reasonText(entry.code)
  const event = eventKey(entry.event)
  const step = event === 'disconnect_step' ? stepKey(String(entry.details.step)) : null
  return (
    <li className="grid gap-x-8 gap-y-1 border-t border-hairline first:border-t-0 py-4 sm:grid-cols-[14.5rem_1fr_auto]">
      <p className="text-[0.9375rem] sm:leading-7">
        <Moment at={entry.at} shape="second" relative stacked />
      </p>
      <div className="min-w-0">
        <p className="leading-7">
          <span className="font-medium">
            {event ? t(`events.${event}`) : entry.event}
            {step && `: ${steps(step)}`}
          </span>
          <span className="text-soft"> · {actorText(entry)}</span>
        </p>
        <p className="max-w-prose text-soft">
          {entry.outcome !== 'failed' && event && t(`meanings.${event}`)}
          {reason && ` ${reason}`}
        </p>
        <ActivityFacts entry={entry} />
      </div>
      <p className="sm:leading-7">
        {entry.outcome === 'done' ? (
          <span className="sr-only text-sm text-soft sm:not-sr-only">{t('outcomes.done')}</span>
        ) : (
          <Tag {...LOOKS[entry.outcome]}>{t(`outcomes.${entry.outcome}`)}</Tag>
        )}
      </p>
    </li>
  )
}

function actorText({ actor, details }: ActivityEntry): string {
  const t = translations('activity')
  return details.key === undefined ? t(`actors.${actor}`) : t('actors.key', { name: String(details.key) })
}
