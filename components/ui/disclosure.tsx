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
      <summary className="inline-flex min-h-11 items-center gap-2 rounded-sm font-medium text-accent hover:text-accent-strong">
        <Icon name="chevron" className="turns-when-open size-4" />
        {title}
      </summary>
      <div className="pt-2 pb-3">{children}</div>
    </details>
  )
}
