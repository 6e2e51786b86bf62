'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/** Draws the page again and again while it is shown and something goes on; without a script the browser loads it again. */
export function WhileRunning() {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && router.refresh(), 2_000)
    return () => clearInterval(timer)
  }, [router])
  return (
    <noscript>
      <meta httpEquiv="refresh" content="3" />
    </noscript>
  )
}
