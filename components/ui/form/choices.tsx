import type { ReactNode } from 'react'

/** Things one can do, each with what it means. */
export function Choices({ children }: { children: ReactNode }) {
  return <ul>{children}</ul>
}

interface ChoiceProps {
  meaning: ReactNode
  /** It stands in a column that is narrow on wide screens. */
  narrow?: boolean
  /** It stands apart from the others, because it cannot be taken back. */
  apart?: boolean
  children?: ReactNode
}

export function Choice({ meaning, narrow = false, apart = false, children }: ChoiceProps) {
  return (
    <li className={`choice${narrow ? ' choice-narrow' : ''}${apart ? ' choice-apart' : ''}`}>
      <p>{meaning}</p>
      {children && <div>{children}</div>}
    </li>
  )
}
