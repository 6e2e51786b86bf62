'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { listen } from '#components/live/listen'

/** So long after a press its answer may lead elsewhere. */
const AFTER_PRESS_MS = 3_000

/**
 * Draws the page again when something it shows has changed. Focus, scrolling and what is being typed stay; the verdict is a
 * live region and says itself.
 * @param mark of what was drawn
 */
export function Alive({ mark }: { mark: string }) {
  const { refresh } = useRouter()
  // Also what was asked for but not drawn yet, or a page that cannot be drawn would be asked for again and again.
  const known = useRef(mark)
  useEffect(() => {
    known.current = mark
  }, [mark])
  useEffect(() => {
    let pressedAt = Number.NEGATIVE_INFINITY
    let timer: ReturnType<typeof setTimeout> | undefined
    const press = () => {
      pressedAt = performance.now()
    }
    const draw = () => {
      // A drawing that waits for the answer of a press would ask for the page that this leads to, which may be Qonto's.
      const left = pressedAt + AFTER_PRESS_MS - performance.now()
      clearTimeout(timer)
      if (left > 0) timer = setTimeout(draw, left)
      else refresh()
    }
    const stop = listen((heard) => {
      if (heard === known.current) return
      known.current = heard
      draw()
    })
    document.addEventListener('submit', press, true)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('submit', press, true)
      stop()
    }
  }, [refresh])
  return null
}
