import type { ReactNode } from 'react'

/** A list of names and values with hairlines between them, as on a statement. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl>{children}</dl>
}

interface FactProps {
  name: string
  children: ReactNode
  note?: ReactNode
}

export function Fact({ name, children, note }: FactProps) {
  return (
    <div className="grid grid-cols-1 items-baseline gap-x-6 border-t border-hairline py-3 first:border-t-0 sm:grid-cols-[11rem_1fr]">
      <dt className="label">{name}</dt>
      <dd className="min-w-0 break-words">
        {children}
        {note && <span className="block text-sm text-soft">{note}</span>}
      </dd>
    </div>
  )
}
