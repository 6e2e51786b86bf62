'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { listen } from '#components/live/listen'

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
  useEffect(
    () =>
      listen((heard) => {
        if (heard === known.current) return
        known.current = heard
        refresh()
      }),
    [refresh],
  )
  return null
}
