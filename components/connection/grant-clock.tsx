import { getFormatter, getNow, getTranslations } from 'next-intl/server'
import { ClockFacts } from '#components/connection/clock-facts'
import { ClockLegend } from '#components/connection/clock-legend'
import { ClockList } from '#components/connection/clock-list'
import { ClockPicture } from '#components/connection/clock-picture'
import { Disclosure } from '#components/ui/disclosure'
import { Section } from '#components/ui/section'
import { TIME_SHAPES } from '#components/ui/time-shapes'
import type { GrantEvent } from '#lib/loaders/views'

interface GrantClockProps {
  events: GrantEvent[]
  grantedAt: Date
  accessExpiresAt: Date | null
  /** When it ends if nothing runs; null when it is over. */
  validUntil: Date | null
  canRenewItself: boolean
}

/** When the permission was given, how it was renewed and where it ends: as a picture, as facts and as a list. */
export async function GrantClock({ events, grantedAt, accessExpiresAt, validUntil, canRenewItself }: GrantClockProps) {
  const [t, format, now] = await Promise.all([getTranslations('clock'), getFormatter(), getNow()])
  const ahead = validUntil && validUntil > now ? validUntil : null
  const start = new Date(Math.min(grantedAt.getTime(), ...events.map((event) => event.at.getTime())))
  const end = ahead ?? events.at(-1)?.at ?? grantedAt
  const count = (kind: GrantEvent['kind']) => events.filter((event) => event.kind === kind).length
  const day = (time: Date) => format.dateTime(time, TIME_SHAPES.day)
  return (
    <Section id="clock" title={t('title')}>
      <figure className="px-2 pt-3">
        <ClockPicture
          events={events}
          start={start}
          end={end}
          now={ahead ? now : null}
          nowLabel={t('now')}
          title={t('picture', { start: day(start), end: day(end) })}
          description={t('pictureText', { rotations: count('rotated'), failed: count('rotation_failed') })}
        />
      </figure>
      <ClockLegend events={events} />
      <div className="mt-6">
        <ClockFacts
          grantedAt={grantedAt}
          lastRenewal={events.findLast((event) => event.kind === 'rotated')?.at ?? null}
          accessExpiresAt={accessExpiresAt}
          validUntil={ahead}
          canRenewItself={canRenewItself}
        />
      </div>
      <div className="mt-4 flex flex-col items-start">
        {ahead && (
          <Disclosure title={t(canRenewItself ? 'why' : 'whyNot')}>
            <p className="max-w-prose">{t(canRenewItself ? 'whyText' : 'whyNotText')}</p>
          </Disclosure>
        )}
        {events.length > 0 && (
          <Disclosure title={t('list', { count: events.length })}>
            <ClockList events={events} />
          </Disclosure>
        )}
      </div>
    </Section>
  )
}
