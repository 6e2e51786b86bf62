'use client'

import { useState } from 'react'

interface CopyButtonProps {
  text: string
  label: string
  done: string
}

export function CopyButton({ text, label, done }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  return (
    <button
      type="button"
      className="-my-1 inline-flex min-h-9 shrink-0 items-center rounded-sm px-2 text-sm font-medium text-accent hover:text-accent-strong"
      onClick={() =>
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => setCopied(false),
        )
      }
    >
      <span aria-live="polite">{copied ? done : label}</span>
    </button>
  )
}
