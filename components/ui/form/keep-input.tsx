import type { FormEvent } from 'react'

/** For `onReset`: React empties a form whatever came of it, and what was typed would be lost beside what is wrong with it. */
export function keepInput(event: FormEvent): void {
  event.preventDefault()
}
