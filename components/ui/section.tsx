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
      <div className="section-head">
        <div>
          <h2 id={id}>{title}</h2>
          {lead ? <p className="mt-1 max-w-prose text-soft">{lead}</p> : null}
        </div>
        {aside ?? null}
      </div>
      {children}
    </section>
  )
}
