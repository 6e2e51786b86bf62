'use client'

import type { ReactNode } from 'react'
import { useFormStatus } from 'react-dom'
import { type ButtonVariant, buttonClass } from '#components/ui/form/button-class'

interface SubmitButtonProps {
  children: ReactNode
  /** What the button says while its form is being sent. */
  pending: string
  variant?: ButtonVariant
  className?: string
}

/** Stays focusable while it works: a disabled button would drop the focus of people who use a keyboard. */
export function SubmitButton({ children, pending, variant = 'primary', className }: SubmitButtonProps) {
  const status = useFormStatus()
  return (
    <button
      type="submit"
      className={buttonClass(variant, className)}
      aria-disabled={status.pending || undefined}
      onClick={(event) => {
        if (status.pending) event.preventDefault()
      }}
    >
      {status.pending ? pending : children}
    </button>
  )
}
