'use client'

import { useMemo, useSyncExternalStore } from 'react'
import { relativeWords } from '#components/time/relative-words'

interface RelativeTimeProps {
  /** In milliseconds, when the server wrote the page; negative for the past. */
  distance: number
  /** The same in words. */
  text: string
  /** Instead of a time that has passed: what was planned is not said to be over. */
  due?: string | undefined
  className?: string | undefined
}

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** One timer for the whole page; in a hidden tab nobody is told. */
function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    if (document.visibilityState === 'visible') for (const one of listeners) one()
  }, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Counts on from what the server said, because the clock of a browser may be wrong, and its pace is not. */
function counter(distance: number): () => number {
  let since: number | undefined
  return () => {
    since ??= Date.now()
    return distance - (Date.now() - since)
  }
}

/** How long ago, or how soon, and it stays true while the page is open. */
export function RelativeTime({ distance, text, due, className }: RelativeTimeProps) {
  const left = useMemo(() => counter(distance), [distance])
  const say = () => (due !== undefined && left() <= 0 ? due : relativeWords(left(), document.documentElement.lang))
  const said = useSyncExternalStore(listen, say, () => text)
  return <span className={className}>{said}</span>
}
