import type { ReactNode } from 'react'
import { Icon, type IconName } from '#components/ui/icon'

interface FoldProps {
  title: string
  icon: IconName
  /** It has something to say: a page without a script comes back with it unfolded. */
  isOpen: boolean
  children: ReactNode
}

/** A form that is one click away, and stays unfolded once it has something to say. */
export function Fold({ title, icon, isOpen, children }: FoldProps) {
  return (
    <details open={isOpen || undefined}>
      <summary className="disclosure">
        <Icon name={icon} className={icon === 'chevron' ? 'turns-when-open size-4' : 'size-4'} />
        <span>{title}</span>
      </summary>
      {children}
    </details>
  )
}
