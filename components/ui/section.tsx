import type { ReactNode } from 'react'

interface SectionProps {
  id: string
  title: string
  lead?: ReactNode
  aside?: ReactNode
  children: ReactNode
}

/** A titled part of a page: a heading on a strong rule, as on a statement. */
export function Section({ id, title, lead, aside, children }: SectionProps) {
  return (
    <section aria-labelledby={id}>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 border-b border-edge pb-3">
        <div>
          <h2 id={id} className="text-lg leading-7 font-semibold">
            {title}
          </h2>
          {lead && <p className="mt-1 max-w-prose text-soft">{lead}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  )
}
