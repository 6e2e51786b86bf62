import { factsOf } from '#components/activity/activity-facts'
import { actorText, entrySentence } from '#components/activity/entry-sentence'
import { reasonText } from '#components/activity/reason-text'
import { Icon } from '#components/ui/icon'
import { translations } from '#i18n/server'
import type { ActivityEntry } from '#lib/loaders/views'

interface ActivityItemProps {
  entry: ActivityEntry
  /** The time of day, in words. */
  time: string
}

/** One thing that happened: when, what, by whom. Codes and references are one click away. */
export function ActivityItem({ entry, time }: ActivityItemProps) {
  const t = translations('connection')
  const { at, connection, outcome, code } = entry
  const facts = factsOf(entry).join(' · ')
  const name = connection && (connection.name ?? t('organizationUnknown'))
  const reason = reasonText(code)
  const line = (
    <>
      <time dateTime={at.toISOString()}>{time}</time>
      <span className={outcome === 'failed' ? 'tone-broken' : undefined}>
        {name && <b>{name}</b>}
        {outcome === 'failed' && <Icon name="cross" className="size-4" />}
        {[entrySentence(entry), reason].filter(Boolean).join(' ')}
      </span>
      <small>{actorText(entry)}</small>
    </>
  )
  if (!facts && !connection) return <li className="entry">{line}</li>
  return (
    <li>
      <details>
        <summary className="entry">
          {line}
          <Icon name="chevron" className="turns-when-open size-4" />
        </summary>
        <p>
          {connection && <a href={`/connections/${connection.id}`}>{name}</a>}
          {facts && <code>{facts}</code>}
        </p>
      </details>
    </li>
  )
}
