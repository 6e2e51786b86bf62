/**
 * Text that others wrote, made safe to show. Names and claims come from Qonto, and through it from whoever filled in a
 * form there: they may be empty to the eye, endless, or turn the direction of everything that stands beside them.
 */

/** Line breaks and control characters, of which PostgreSQL stores no NUL. */
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu
/** What has no shape, or turns the direction of what follows. Marks, joiners and direction marks stay: names are spelled with them. */
const UNSEEN = /[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu
/** Letters and signs that are drawn as nothing, but count as letters. */
const FILLERS = /[\u115f\u1160\u2800\u3164\uffa0]/gu
/** One of these is left when something can be seen. */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\p{M}\u2800]/u
/** More marks on one letter than any language uses reach into the lines above and below. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu
/** Direction marks count as letters of their script. They stay inside the fence. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f]/g
/** Scripts that run from right to left. Pages run from left to right, so only these need a fence. */
const RIGHT_TO_LEFT = /[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

const NAME_LENGTH = 200
const RAW_LENGTH = 4_000

/** One line of at most 200 characters, without half ones; null when there is nothing to see. */
export function visibleLine(value: string): string | null {
  const line = value.toWellFormed().replace(UNSEEN, '').replace(FILLERS, ' ').replace(BREAKS, ' ')
  const seen = line.replace(PILED_MARKS, '$1').replace(/ {2,}/g, ' ').trim()
  return VISIBLE.test(seen) ? cut(seen, NAME_LENGTH).trim() : null
}

/** A name as pages, titles and mails show it; null when there is nothing to see. */
export function shownName(value: string | null): string | null {
  const line = value === null ? null : visibleLine(value)
  return line === null ? null : isolated(line)
}

/** A raw value as it is: what nobody could see is written as an escape, and what is too long ends with a mark. */
export function shownRaw(value: string): string {
  const text = withoutUnseen(value.toWellFormed())
  const short = cut(text, RAW_LENGTH)
  return isolated(short.length < text.length ? `${short}…` : short)
}

/** JSON text in which every character can be seen: the same data, and nothing turns around in whatever shows the file. */
export function visibleJson(value: unknown): string {
  return withoutUnseen(JSON.stringify(value, null, 2))
}

/** Nested as deeply as anybody reads; what lies deeper is left out, because writing it out would overflow the stack. */
const DEPTH = 32

/** A copy of a parsed JSON value that can be written out again, however deeply it is nested. */
export function boundedJson(value: unknown, depth = DEPTH): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return '…'
  if (Array.isArray(value)) return value.map((one) => boundedJson(one, depth - 1))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, boundedJson(one, depth - 1)]))
}

/** Fenced, so that a script from right to left does not move what stands beside it (Unicode UAX 9, isolates). */
function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text
}

function withoutUnseen(text: string): string {
  return [UNSEEN, DIRECTION_MARKS, FILLERS, /[\u0080-\u009f\u2028\u2029]/g].reduce(
    (before, pattern) => before.replace(pattern, escapeOf),
    text,
  )
}

function escapeOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

function cut(text: string, length: number): string {
  return Array.from(text).slice(0, length).join('')
}
