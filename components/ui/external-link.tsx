import type { ReactNode } from 'react'
import { Icon } from '#components/ui/icon'

interface ExternalLinkProps {
  href: string
  /** For screen readers: that it opens elsewhere. */
  note: string
  children: ReactNode
}

export function ExternalLink({ href, note, children }: ExternalLinkProps) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className="prose-link">
      {children}
      <Icon name="external" className="ml-0.5 size-3.5" />
      <span className="sr-only"> {note}</span>
    </a>
  )
}
