import type { ReactNode } from 'react'
import { Icon } from '#components/ui/icon'

interface DisclosureProps {
  title: ReactNode
  children: ReactNode
}

/** Detail that is one click away. */
export function Disclosure({ title, children }: DisclosureProps) {
  return (
    <details>
      <summary className="disclosure">
        <Icon name="chevron" className="turns-when-open size-4" />
        <span>{title}</span>
      </summary>
      <div className="pt-2 pb-3">{children}</div>
    </details>
  )
}
