import { Moment } from '#components/time/moment'
import { requestTime, translations } from '#i18n/server'

interface ClockFactsProps {
  grantedAt: Date
  lastRenewal: Date | null
  keepAliveAt: Date | null
  /** When it will really end. */
  endsAt: Date | null
  endedAt: Date | null
  endUnknown: boolean
  /** False: it is not used any more, and whether Qonto ended it is not known. */
  endProven: boolean
}

/** The times that matter, side by side: the picture has both ends, and here is when each was. */
export function ClockFacts(props: ClockFactsProps) {
  const { grantedAt, lastRenewal, keepAliveAt, endsAt, endedAt, endUnknown, endProven } = props
  const t = translations('clock')
  const now = requestTime()
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(13.5rem,1fr))] gap-x-8 gap-y-5">
      <Time name={t('granted')} at={grantedAt} />
      <Time name={t('lastRenewal')} at={lastRenewal} otherwise={t('noRenewal')} />
      {keepAliveAt && (
        <Time name={t('keepAlive')} at={keepAliveAt > now ? keepAliveAt : null} otherwise={t('dueNow')} />
      )}
      {endsAt && <Time name={t('ends')} at={endsAt} />}
      {endedAt && <Time name={t(endProven ? 'ended' : 'stopped')} at={endedAt} />}
      {endUnknown && <Time name={t('endOpen')} at={null} otherwise={t('endUnknown')} />}
    </dl>
  )
}

function Time({ name, at, otherwise }: { name: string; at: Date | null; otherwise?: string }) {
  return (
    <div>
      <dt className="label">{name}</dt>
      <dd>{at ? <Moment at={at} relative stacked /> : otherwise}</dd>
    </div>
  )
}
