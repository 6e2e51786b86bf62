import 'server-only'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { fail, ok, type Result } from '#lib/result'
import { visibleLine } from '#lib/text/foreign-text'

/** What a person writes about their own connections: labels, to find and group them, and a note. Text, never markup. */

export const LABEL_LENGTH = 40
const MOST_LABELS = 10
export const NOTE_LENGTH = 2_000

export type WordsRefusal = 'label_missing' | 'label_too_long' | 'too_many_labels' | 'note_too_long'

/** A label as it is stored: one line, in one spelling of its letters. */
export function readLabel(typed: string): Result<string, WordsRefusal> {
  const label = visibleLine(typed.normalize('NFC').slice(0, 1_000))
  if (label === null) return fail('label_missing')
  return Array.from(label).length > LABEL_LENGTH ? fail('label_too_long') : ok(label)
}

/** The labels of one field, between commas. None is fine. */
export function readLabels(typed: string): Result<string[], WordsRefusal> {
  const labels = new Set<string>()
  for (const part of typed.slice(0, 2_000).split(',')) {
    const label = readLabel(part)
    if (label.ok) labels.add(label.value)
    else if (label.reason !== 'label_missing') return label
  }
  return labels.size > MOST_LABELS ? fail('too_many_labels') : ok([...labels])
}

/** A note keeps its lines. */
export function readNote(typed: string): Result<string | null, WordsRefusal> {
  const note = typed.toWellFormed().normalize('NFC').replace(/\r\n?/g, '\n').replace(UNWRITABLE, '').trim()
  if (Array.from(note).length > NOTE_LENGTH) return fail('note_too_long')
  return ok(note || null)
}

const UNWRITABLE = /(?!\n)\p{Cc}/gu

/** Puts a label on connections that have room for it. Answers how many have it that had not. */
export function addLabel(ids: string[], label: string): Promise<number> {
  return db().$executeRaw`
    UPDATE connections SET labels = array_append(coalesce(labels, '{}'), ${label})
     WHERE id = ANY(${ids}::uuid[]) AND NOT coalesce(labels, '{}') @> ARRAY[${label}]
       AND cardinality(coalesce(labels, '{}')) < ${MOST_LABELS}`
}

/** The twin of `addLabel`. */
export function removeLabel(ids: string[], label: string): Promise<number> {
  return db().$executeRaw`
    UPDATE connections SET labels = array_remove(labels, ${label})
     WHERE id = ANY(${ids}::uuid[]) AND labels @> ARRAY[${label}]`
}

/** Writes what a person says about one connection, in the place of what they said before. */
export async function writeWords(
  { id }: Pick<Connection, 'id'>,
  typed: { labels: string; note: string },
): Promise<Result<null, WordsRefusal>> {
  const labels = readLabels(typed.labels)
  if (!labels.ok) return labels
  const note = readNote(typed.note)
  if (!note.ok) return note
  await db().connection.updateMany({ where: { id }, data: { labels: labels.value, note: note.value } })
  return ok(null)
}
