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
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        <div>{children}</div>
        {note ? <span className="note">{note}</span> : null}
      </dd>
    </div>
  )
}
