import { ClockFacts } from '#components/clock/clock-facts'
import { ClockLegend } from '#components/clock/clock-legend'
import { ClockList } from '#components/clock/clock-list'
import { ClockPicture } from '#components/clock/clock-picture'
import { TIME_SHAPES } from '#components/time/time-shapes'
import { Disclosure } from '#components/ui/disclosure'
import { Section } from '#components/ui/section'
import { isEndProven, isEndUnknown, tenseOf } from '#components/verdict/verdict-tone'
import { formatter, requestTime, translations } from '#i18n/server'
import type { ConnectionDetail, GrantEvent } from '#lib/loaders/views'

/** When it ended, as far as we know; null while it works. */
function endOf({ verdict, disconnect }: ConnectionDetail, now: Date): Date | null {
  if (isEndUnknown(verdict) || (verdict.validUntil && verdict.validUntil > now)) return null
  return disconnect.finishedAt ?? disconnect.requestedAt ?? verdict.evidence.at
}

/** When the permission was given, how it was renewed and where it ends: as a picture, as facts and as a list. */
export function GrantClock({ connection }: { connection: ConnectionDetail }) {
  const t = translations('clock')
  const format = formatter()
  const now = requestTime()
  const { clock: events, grantedAt, accessExpiresAt, canRenewItself, verdict, keepAliveAt } = connection
  const ahead = verdict.validUntil && verdict.validUntil > now ? verdict.validUntil : null
  const endedAt = endOf(connection, now)
  const start = new Date(Math.min(grantedAt.getTime(), ...events.map((event) => event.at.getTime())))
  const end = ahead ?? endedAt ?? now
  const count = (kind: GrantEvent['kind']) => events.filter((event) => event.kind === kind).length
  const day = (time: Date) => format.dateTime(time, TIME_SHAPES.day)
  const endUnknown = isEndUnknown(verdict)
  // While an administrator has to act, nobody can promise the next renewal.
  const renewing = tenseOf(verdict) === 'present' && verdict.state !== 'operator'
  const keepAlive = ahead && renewing ? keepAliveAt : null
  return (
    <Section id="clock" title={t('title')}>
      {/* A ruler needs an end. */}
      {!endUnknown && (
        <>
          <figure className="px-2 pt-3">
            <ClockPicture
              events={events}
              start={start}
              end={end}
              now={ahead ? now : null}
              keepAliveAt={keepAlive && keepAlive > now ? keepAlive : null}
              nowLabel={t('now')}
              title={t('picture', { start: day(start), end: day(end) })}
              description={t('pictureText', { rotations: count('rotated'), failed: count('rotation_failed') })}
            />
          </figure>
          <ClockLegend events={events} keepAlive={keepAlive !== null && keepAlive > now} />
        </>
      )}
      <div className="mt-6">
        <ClockFacts
          grantedAt={grantedAt}
          lastRenewal={events.findLast((event) => event.kind === 'rotated')?.at ?? null}
          accessExpiresAt={accessExpiresAt}
          keepAliveAt={keepAlive}
          validUntil={ahead}
          endedAt={endedAt}
          endUnknown={endUnknown}
          endProven={isEndProven(verdict)}
          renewing={renewing && verdict.state !== 'frozen'}
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
            <ClockList events={events} log={`/connections/${connection.id}/activity`} />
          </Disclosure>
        )}
      </div>
    </Section>
  )
}
