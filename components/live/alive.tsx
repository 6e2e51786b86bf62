'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { listen } from '#components/live/listen'
import { keepZone } from '#i18n/zone-cookie'

/** So long after a press was answered the page may still be on its way elsewhere. */
const AFTER_PRESS_MS = 3_000
const LOOK_AGAIN_MS = 250
/** A press that is not answered yet: components/ui/form/submit-button. */
const PENDING = 'button[type=submit][aria-disabled=true]'

/**
 * Draws the page again when something it shows has changed. Focus, scrolling and what is being typed stay; the verdict is a
 * live region and says itself.
 * @param mark of what was drawn
 */
export function Alive({ mark }: { mark: string }) {
  const { refresh } = useRouter()
  // Here, because only whoever is signed in has pages that need it: a stranger with a status link gets no cookie.
  useEffect(keepZone, [])
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
      clearTimeout(timer)
      if (document.querySelector(PENDING) !== null) press()
      // A drawing that waits for the answer of a press would ask for the page that this leads to, which may be Qonto's.
      if (performance.now() < pressedAt + AFTER_PRESS_MS) timer = setTimeout(draw, LOOK_AGAIN_MS)
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
