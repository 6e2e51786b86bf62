import type { ReactNode } from 'react'

interface PersonalValueProps {
  value: string
  show: string
  hide: string
  /** What can be done with it once it is shown. */
  children: ReactNode
}

/** A value that waits for a click before everybody near the screen can read it. Works without JavaScript. */
export function PersonalValue({ value, show, hide, children }: PersonalValueProps) {
  return (
    <details className="inline-block max-w-full">
      <summary className="inline-flex min-h-6 flex-wrap items-center gap-x-3 rounded-sm">
        <span aria-hidden="true" className="unless-open tracking-widest text-soft">
          ••••••••
        </span>
        <span className="unless-open prose-link text-sm">{show}</span>
        <span className="when-open prose-link text-sm">{hide}</span>
      </summary>
      <span className="font-mono text-[0.9em] break-all">{value}</span>
      {children}
    </details>
  )
}
