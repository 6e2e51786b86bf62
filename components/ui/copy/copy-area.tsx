'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'

interface CopyAreaProps {
  /** Said once something was copied, by the button and to screen readers. */
  done: string
  children: ReactNode
}

export const COPIED_MS = 3_000

/**
 * Makes the buttons of class `copy` in it copy the text of the element before them. One listener for all, because a page of
 * values would otherwise carry a component for each.
 */
export function CopyArea({ done, children }: CopyAreaProps) {
  const area = useRef<HTMLDivElement>(null)
  const [said, say] = useState('')
  useEffect(() => {
    const element = area.current
    let timer: ReturnType<typeof setTimeout> | undefined
    const settle = () => {
      clearTimeout(timer)
      for (const button of element?.querySelectorAll('[data-copied]') ?? []) button.removeAttribute('data-copied')
      say('')
    }
    const copy = async ({ target }: Event) => {
      const button = target instanceof Element ? target.closest('.copy') : null
      const text = button?.previousElementSibling?.textContent
      if (!button || !text) return
      const isCopied = await navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      )
      settle()
      if (!isCopied) return
      button.setAttribute('data-copied', '')
      say(done)
      timer = setTimeout(settle, COPIED_MS)
    }
    element?.addEventListener('click', copy)
    return () => {
      clearTimeout(timer)
      element?.removeEventListener('click', copy)
    }
  }, [done])
  return (
    <div ref={area}>
      {children}
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  )
}
