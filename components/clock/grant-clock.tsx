import { ClockFacts } from '#components/clock/clock-facts'
import { ClockLegend } from '#components/clock/clock-legend'
import { ClockList } from '#components/clock/clock-list'
import { ClockPicture } from '#components/clock/clock-picture'
import { Moment } from '#components/time/moment'
import { Disclosure } from '#components/ui/disclosure'
import { Section } from '#components/ui/section'
import { isEndProven, isEndUnknown, tenseOf } from '#components/verdict/verdict-tone'
import { requestTime, translations } from '#i18n/server'
import type { ConnectionDetail, GrantEvent } from '#lib/loaders/views'

/** When the permission was given, how it was renewed and what comes: as a picture with both ends dated, as times and as a list. */
export function GrantClock({ connection }: { connection: ConnectionDetail }) {
  const t = translations('clock')
  const { clock: events, grantedAt, verdict } = connection
  const { endsAt, endedAt, keepAliveAt, what, end } = aheadOf(connection, requestTime())
  const moves = movedBy(connection, endsAt)
  return (
    <Section id="clock" title={t('title')}>
      {/* A ruler needs an end. */}
      {end && <Ruler connection={connection} end={end} what={what} />}
      <div className="mt-6">
        <ClockFacts
          {...{ grantedAt, keepAliveAt, endsAt, endedAt }}
          lastRenewal={events.findLast((event) => event.kind === 'rotated')?.at ?? null}
          endUnknown={isEndUnknown(verdict)}
          endProven={isEndProven(verdict)}
        />
      </div>
      <div className="mt-4 flex flex-col items-start">
        {moves && (endsAt ?? keepAliveAt) && (
          <Disclosure title={t('moves')}>
            <p className="max-w-prose">{t(moves)}</p>
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

/** What lies at the right end of the ruler. */
type End = 'keepAlive' | 'ends' | 'ended' | 'stopped'

interface Ahead {
  endsAt: Date | null
  endedAt: Date | null
  keepAliveAt: Date | null
  what: End
  /** Null where nobody can tell. */
  end: Date | null
}

/** What comes, or came to an end. Only what is planned is promised, and an end only where there really will be one. */
function aheadOf({ verdict, endsAt, keepAliveAt, disconnect }: ConnectionDetail, now: Date): Ahead {
  const nothing = { endsAt: null, endedAt: null, keepAliveAt: null }
  if (isEndUnknown(verdict)) return { ...nothing, what: 'ended', end: null }
  if (tenseOf(verdict) !== 'present' || (endsAt && endsAt <= now)) {
    const endedAt = disconnect.finishedAt ?? disconnect.requestedAt ?? verdict.evidence.at
    return { ...nothing, endedAt, what: isEndProven(verdict) ? 'ended' : 'stopped', end: endedAt ?? now }
  }
  // While an administrator has to act, nobody can promise the next renewal.
  const planned = verdict.state === 'operator' ? null : keepAliveAt
  if (endsAt) return { ...nothing, endsAt, keepAliveAt: planned, what: 'ends', end: endsAt }
  return { ...nothing, keepAliveAt: planned, what: 'keepAlive', end: planned && planned > now ? planned : now }
}

function movedBy({ verdict, canRenewItself }: ConnectionDetail, endsAt: Date | null) {
  if (tenseOf(verdict) !== 'present') return null
  if (!canRenewItself) return 'movesNothing'
  return endsAt ? 'movesAgain' : 'movesRenewal'
}

function Ruler({ connection, end, what }: { connection: ConnectionDetail; end: Date; what: End }) {
  const t = translations('clock')
  const now = requestTime()
  const { clock: events, grantedAt } = connection
  const start = new Date(Math.min(grantedAt.getTime(), ...events.map((event) => event.at.getTime())))
  const count = (kind: GrantEvent['kind']) => events.filter((event) => event.kind === kind).length
  const failed = count('rotation_failed')
  const rotations = t('pictureText', { rotations: count('rotated') })
  const isOpen = what === 'keepAlive' || what === 'ends'
  return (
    <>
      <figure className="px-2 pt-3">
        <ClockPicture
          {...{ events, start, end }}
          now={isOpen ? now : null}
          keepAliveAt={what === 'keepAlive' && end > now ? end : null}
          nowLabel={t('now')}
          title={t('title')}
          description={failed > 0 ? `${rotations} ${t('pictureFailed', { failed })}` : rotations}
        />
        <figcaption className="ruler-ends">
          <Dated name={t('granted')} at={start} />
          <Dated name={what === 'keepAlive' && end <= now ? t('now') : t(what)} at={end} />
        </figcaption>
      </figure>
      <ClockLegend events={events} keepAlive={what === 'keepAlive' && end > now} />
    </>
  )
}

function Dated({ name, at }: { name: string; at: Date }) {
  return (
    <span>
      <span className="block">{name}</span>
      <Moment at={at} shape="day" />
    </span>
  )
}
