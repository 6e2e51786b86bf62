import type { ReactNode } from 'react'

/** Things one can do, each with what it means. */
export function Choices({ children }: { children: ReactNode }) {
  return <ul>{children}</ul>
}

interface ChoiceProps {
  meaning: ReactNode
  /** It stands in a column that is narrow on wide screens. */
  narrow?: boolean
  children?: ReactNode
}

export function Choice({ meaning, narrow = false, children }: ChoiceProps) {
  return (
    <li className={narrow ? 'choice choice-narrow' : 'choice'}>
      <p>{meaning}</p>
      {children && <div>{children}</div>}
    </li>
  )
}
