'use client'

import { useSyncExternalStore } from 'react'
import { TIME_SHAPES, type TimeShape } from '#components/time/time-shapes'

interface LocalTimeProps {
  /** In ISO 8601. */
  at: string
  /** The time as the server wrote it: in the zone that the person chose, in that of the browser as of its last page, or in UTC. */
  text: string
  /** The same in UTC, to be said beside it where the viewer's clock says something else. */
  utc?: string
  shape?: TimeShape
}

const neverChanges = () => () => undefined

/** As the page is told (app/layout.tsx): its language, and the zone that the person chose; else the browser's own. */
function sayLocally(at: string, shape: TimeShape, utc: string | undefined): string {
  const { lang, dataset } = document.documentElement
  const { timeZone } = dataset
  if (utc !== undefined && clockIn(timeZone, at) === clockIn('UTC', at)) return utc
  return new Date(at).toLocaleString(lang, { ...TIME_SHAPES[shape], timeZone })
}

const clockIn = (timeZone: string | undefined, at: string) => new Date(at).toLocaleString('en', { timeZone })

/** Says a time as the server did until the browser, which knows the viewer's zone, says it in that one, unless another was chosen. */
export function LocalTime({ at, text, utc, shape = 'minute' }: LocalTimeProps) {
  const said = useSyncExternalStore(
    neverChanges,
    () => sayLocally(at, shape, utc),
    () => text,
  )
  return (
    <>
      <time dateTime={at} className="moment">
        {said}
      </time>
      {utc !== undefined && said !== utc && <span className="away-beside">{utc}</span>}
    </>
  )
}
