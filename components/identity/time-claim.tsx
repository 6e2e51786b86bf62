import { relativeTo } from '#components/time/moment'
import { SameTime } from '#components/time/same-time'
import { Code } from '#components/ui/copy/code'
import { formatter, requestTime } from '#i18n/server'

interface TimeClaimProps {
  at: Date
  raw: string
}

/** A time as the reader's clock says it and in UTC, how far away it is, and as it stands in the token. */
export function TimeClaim({ at, raw }: TimeClaimProps) {
  return (
    <>
      <SameTime at={at} />
      <span className="note">
        {formatter().relativeTime(at, relativeTo(at, requestTime()))} · <Code>{raw}</Code>
      </span>
    </>
  )
}
