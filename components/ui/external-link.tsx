import type { ReactNode } from 'react'
import { Icon } from '#components/ui/icon'

interface ExternalLinkProps {
  /** Null where there is no such page; the words stay. */
  href: string | null
  /** For screen readers: that it opens elsewhere. */
  note: string
  children: ReactNode
}

export function ExternalLink({ href, note, children }: ExternalLinkProps) {
  if (href === null) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noreferrer" className="prose-link">
      <span>{children}</span>
      <Icon name="external" className="ml-0.5 size-3.5" />
      <span className="sr-only"> {note}</span>
    </a>
  )
}
