'use client'

import { useEffect, useState } from 'react'
import { COPIED_MS } from '#components/ui/copy/copy-area'

interface CopyButtonProps {
  text: string
  label: string
  done: string
}

/** Says that it has copied for a few seconds, and once to screen readers. */
export function CopyButton({ text, label, done }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <>
      <button
        type="button"
        className="copy"
        onClick={() =>
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }
      >
        <span>{copied ? done : label}</span>
      </button>
      <span role="status" className="sr-only">
        {copied && done}
      </span>
    </>
  )
}
