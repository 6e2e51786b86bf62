import type { ReactNode } from 'react'

/** Things one can do, each with what it means. */
export function Choices({ children }: { children: ReactNode }) {
  return <ul>{children}</ul>
}

export function Choice({ meaning, children }: { meaning: ReactNode; children: ReactNode }) {
  return (
    <li className="choice">
      <p className="max-w-prose sm:flex-1">{meaning}</p>
      <div>{children}</div>
    </li>
  )
}
