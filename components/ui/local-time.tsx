'use client'

import { useSyncExternalStore } from 'react'
import { TIME_SHAPES, type TimeShape } from '#components/ui/time-shapes'

interface LocalTimeProps {
  iso: string
  /** The time in UTC, as the server wrote it. */
  text: string
  shape: TimeShape
  locale: string
}

const neverChanges = () => () => undefined

/** Says a time in UTC until the browser, which knows the viewer's time zone, says it in that one. */
export function LocalTime({ iso, text, shape, locale }: LocalTimeProps) {
  const said = useSyncExternalStore(
    neverChanges,
    () => new Date(iso).toLocaleString(locale, TIME_SHAPES[shape]),
    () => text,
  )
  return (
    <time dateTime={iso} className="whitespace-nowrap">
      {said}
    </time>
  )
}
