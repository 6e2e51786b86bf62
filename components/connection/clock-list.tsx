import { getTranslations } from 'next-intl/server'
import { Moment } from '#components/ui/moment'
import type { GrantEvent } from '#lib/loaders/views'
import { causeKey } from '../../i18n/open-keys'

/** The events of the clock's picture in words, newest first. */
export async function ClockList({ events }: { events: GrantEvent[] }) {
  const t = await getTranslations('clock')
  return (
    <ol className="flex flex-col gap-1.5">
      {events.toReversed().map(({ kind, at, cause }) => {
        const key = cause === null ? null : causeKey(cause)
        return (
          <li key={`${kind}-${at.toISOString()}`} className="grid gap-x-6 sm:grid-cols-[15rem_1fr]">
            <Moment at={at} shape="second" />
            <span>
              {t(`events.${kind}`)}
              {key && <span className="text-soft">, {t(`causes.${key}`)}</span>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
