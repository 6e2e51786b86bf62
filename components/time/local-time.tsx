'use client'

import { useSyncExternalStore } from 'react'
import { TIME_SHAPES, type TimeShape } from '#components/time/time-shapes'

interface LocalTimeProps {
  /** In ISO 8601. */
  at: string
  /** The time in UTC, as the server wrote it. */
  text: string
  shape?: TimeShape
}

const neverChanges = () => () => undefined

/** Says a time in UTC until the browser, which knows the viewer's time zone, says it in that one, in the language of the page. */
export function LocalTime({ at, text, shape = 'minute' }: LocalTimeProps) {
  const said = useSyncExternalStore(
    neverChanges,
    () => new Date(at).toLocaleString(document.documentElement.lang, TIME_SHAPES[shape]),
    () => text,
  )
  return (
    <time dateTime={at} className="moment">
      {said}
    </time>
  )
}
