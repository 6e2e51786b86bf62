'use client'

import { type ReactNode, useEffect, useRef } from 'react'

/**
 * When a form was sent and is gone because of it, the focus is lost with it: it goes on to where the result stands. Nobody
 * loses the focus who has it elsewhere, and nobody gets it who sent nothing.
 * @param to the id of what then takes it
 * @returns to be called when the form is sent
 */
export function usePassFocus(to: string): () => void {
  const sent = useRef(false)
  useEffect(
    () => () => {
      if (sent.current && document.activeElement === document.body) document.getElementById(to)?.focus()
    },
    [to],
  )
  return () => {
    sent.current = true
  }
}

interface PassingFormProps {
  action: () => Promise<void>
  to: string
  className?: string
  children: ReactNode
}

/** A form that goes when it has done what it is for. */
export function PassingForm({ action, to, className, children }: PassingFormProps) {
  return (
    <form action={action} onSubmit={usePassFocus(to)} className={className}>
      {children}
    </form>
  )
}
