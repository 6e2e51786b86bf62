import { shownName } from '#lib/foreign-text'

/** What a mail says, before it is written as text and as HTML. */
export interface Letter {
  subject: string
  title: string
  /** Paragraphs. */
  lines: string[]
  /** One line for each of several messages. */
  items?: string[]
  button: { label: string; href: string }
}

const SUBJECT_NAME_LENGTH = 60

/** A name in a subject: one line, not longer than what programs show. */
export function nameInSubject(name: string | null, unknown: string): string {
  const letters = name === null ? [] : Array.from(name)
  const short = letters.length > SUBJECT_NAME_LENGTH ? `${letters.slice(0, SUBJECT_NAME_LENGTH).join('')}…` : name
  return shownName(short) ?? unknown
}
