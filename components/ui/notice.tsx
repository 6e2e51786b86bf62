import type { ReactNode } from 'react'
import { Icon, type IconName } from '#components/ui/icon'
import { type Tone, toneClass } from '#components/ui/tone'

interface NoticeProps {
  tone: Tone
  icon: IconName
  title: string
  children: ReactNode
}

/** Something the reader should know before going on. */
export function Notice({ tone, icon, title, children }: NoticeProps) {
  return (
    <div
      className={`${toneClass(tone)} flex gap-3 rounded-lg border border-tone-line bg-tone-surface px-4 py-4 sm:px-5`}
    >
      <Icon name={icon} className="mt-1 size-4.5 text-tone-ink" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold text-tone-ink">{title}</p>
        <div className="mt-0.5">{children}</div>
      </div>
    </div>
  )
}
