'use client'

import { useSyncExternalStore } from 'react'
import { TIME_SHAPES, type TimeShape } from '#components/time/time-shapes'

interface LocalTimeProps {
  /** In ISO 8601. */
  at: string
  /** The time as the server wrote it: in the zone that the person chose, or in UTC. */
  text: string
  shape?: TimeShape
}

const neverChanges = () => () => undefined

/** As the page is told (app/layout.tsx): its language, and the zone that the person chose; else the browser's own. */
function sayLocally(at: string, shape: TimeShape): string {
  const { lang, dataset } = document.documentElement
  return new Date(at).toLocaleString(lang, { ...TIME_SHAPES[shape], timeZone: dataset.timeZone })
}

/** Says a time in UTC until the browser, which knows the viewer's time zone, says it in that one, unless another was chosen. */
export function LocalTime({ at, text, shape = 'minute' }: LocalTimeProps) {
  const said = useSyncExternalStore(
    neverChanges,
    () => sayLocally(at, shape),
    () => text,
  )
  return (
    <time dateTime={at} className="moment">
      {said}
    </time>
  )
}
