import type { ReactNode } from 'react'
import { Icon, type IconName } from '#components/ui/icon'
import { type Tone, toneClass } from '#components/ui/tone'

interface TagProps {
  tone: Tone
  icon?: IconName
  children: ReactNode
}

/** A few words that classify the thing they stand beside. */
export function Tag({ tone, icon, children }: TagProps) {
  return (
    <span className={`${toneClass(tone)} tag`}>
      {icon && <Icon name={icon} className="size-3.5" />}
      <span>{children}</span>
    </span>
  )
}
