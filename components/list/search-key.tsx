'use client'

import { type ReactNode, useEffect, useRef } from 'react'

/** The key `/` leads to the field in it, unless something is being typed elsewhere. */
export function SearchKey({ children }: { children: ReactNode }) {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog')
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return
      event.preventDefault()
      place.current?.querySelector('input')?.select()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <span ref={place} className="contents">
      {children}
    </span>
  )
}
