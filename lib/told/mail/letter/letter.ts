import { shownName } from '#lib/text/foreign-text'

/** What a mail says, before it is written as text and as HTML. */
export interface Letter {
  subject: string
  title: string
  /** Paragraphs. */
  lines: string[]
  /** One line for each of several messages, under the button: they may be many. */
  items?: string[]
  button: { label: string; href: string }
}

const LONGEST_NAME = 60

/** A name in a mail: one line, not longer than what programs show of a subject. */
export function nameInMail(name: string | null, unknown: string): string {
  const letters = name === null ? [] : Array.from(name)
  const short = letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME).join('')}…` : name
  return shownName(short) ?? unknown
}
