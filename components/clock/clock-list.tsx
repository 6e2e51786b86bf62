import { Moment } from '#components/time/moment'
import { causeKey } from '#i18n/open-keys'
import { translations } from '#i18n/server'
import type { GrantEvent } from '#lib/loaders/views'

interface ClockListProps {
  events: GrantEvent[]
  /** Where all of them stand. */
  log: string
}

/** The picture shows them all; in words, the latest say enough, and the log has the others. */
const LATEST = 10

/** The events of the clock's picture in words, newest first. */
export function ClockList({ events, log }: ClockListProps) {
  const t = translations('clock')
  return (
    <>
      <ol className="events">
        {events
          .toReversed()
          .slice(0, LATEST)
          .map(({ kind, at, cause }) => {
            const key = cause === null ? null : causeKey(cause)
            return (
              <li key={`${kind}${at.getTime()}`}>
                <Moment at={at} shape="second" />
                <span>
                  <span>{t(`events.${kind}`)}</span>
                  {key && <span className="ml-3 text-soft">{t(`causes.${key}`)}</span>}
                </span>
              </li>
            )
          })}
      </ol>
      {events.length > LATEST && (
        <p className="pt-3">
          {t.rich('older', {
            log: (text) => (
              <a key="log" href={log} className="prose-link">
                {text}
              </a>
            ),
          })}
        </p>
      )}
    </>
  )
}
