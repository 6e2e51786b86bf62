import type { ReactNode } from 'react'
import { Moment } from '#components/time/moment'
import { requestTime, translations } from '#i18n/server'

interface ClockFactsProps {
  grantedAt: Date
  lastRenewal: Date | null
  accessExpiresAt: Date | null
  keepAliveAt: Date | null
  /** Null when it is over. */
  validUntil: Date | null
  endedAt: Date | null
  endUnknown: boolean
  /** False: it is not used any more, and whether Qonto ended it is not known. */
  endProven: boolean
  /** True while it is renewed when somebody needs it. */
  renewing: boolean
  canRenewItself: boolean
}

/** The times that matter, side by side. */
export function ClockFacts({
  grantedAt,
  lastRenewal,
  accessExpiresAt,
  keepAliveAt,
  validUntil,
  endedAt,
  endUnknown,
  endProven,
  renewing,
  canRenewItself,
}: ClockFactsProps) {
  const t = translations('clock')
  const now = requestTime()
  const accessNote =
    canRenewItself && renewing && accessExpiresAt ? t(accessExpiresAt > now ? 'accessNote' : 'accessNoteOver') : null
  return (
    <dl className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
      <Time name={t('granted')} at={grantedAt} />
      <Time name={t('lastRenewal')} at={lastRenewal} otherwise={t('noRenewal')} />
      {keepAliveAt && (
        <Time
          name={t('keepAlive')}
          at={keepAliveAt > now ? keepAliveAt : null}
          otherwise={t('keepAliveDue')}
          note={t('keepAliveNote')}
        />
      )}
      {validUntil && accessExpiresAt && canRenewItself && (
        <Time name={t('access')} at={accessExpiresAt} note={accessNote} />
      )}
      {endedAt && <Time name={t(endProven ? 'ended' : 'stopped')} at={endedAt} />}
      {validUntil && <Time name={t('end')} at={validUntil} note={canRenewItself ? t('endNote') : null} />}
      {endUnknown && <Time name={t('endOpen')} at={null} otherwise={t('endUnknown')} />}
    </dl>
  )
}

function Time({ name, at, note, otherwise }: { name: string; at: Date | null; note?: ReactNode; otherwise?: string }) {
  return (
    <div>
      <dt className="label">{name}</dt>
      <dd>{at ? <Moment at={at} relative stacked /> : otherwise}</dd>
      {note ? <dd className="note">{note}</dd> : null}
    </div>
  )
}
