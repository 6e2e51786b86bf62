import 'server-only'
import { MOST_PICKED } from '#lib/connection/action-outcome'
import { archive, unarchive } from '#lib/connection/changes/archive'
import { deleteEnded } from '#lib/connection/changes/delete-ended'
import { addLabel, readLabel, removeLabel, type WordsRefusal } from '#lib/connection/changes/own-words'
import { pause, resume } from '#lib/connection/changes/pause'
import { planCheck } from '#lib/connection/changes/plan-check'
import { type Person, visibleTo } from '#lib/connection/principal'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { isId } from '#lib/ids'
import { log } from '#lib/log'
import { fail, ok, type Result } from '#lib/result'

export const MANY_ACTS = ['check', 'pause', 'resume', 'label', 'unlabel', 'archive', 'unarchive', 'delete'] as const
export type ManyAct = (typeof MANY_ACTS)[number]

export interface Picked {
  act: unknown
  ids: unknown[]
  label: string
}

/** How many were changed, and how many were as they should be already, or could not be. */
export interface Done {
  act: ManyAct
  done: number
  left: number
}

export type ManyRefusal = WordsRefusal | 'none_picked' | 'too_many_picked' | 'unknown_act'

/** Does one thing with several connections of a person. Doing it twice is doing it once; what is not theirs is not found. */
export async function actOnMany(person: Person, { act, ids, label }: Picked): Promise<Result<Done, ManyRefusal>> {
  const known = MANY_ACTS.find((one) => one === act)
  if (!known) return fail('unknown_act')
  const asked = new Set(ids)
  if (asked.size > MOST_PICKED) return fail('too_many_picked')
  const named = [...asked].filter(isId)
  if (named.length === 0) return fail('none_picked')
  const isLabelled = known === 'label' || known === 'unlabel'
  const text = isLabelled ? readLabel(label) : ok('')
  if (!text.ok) return text
  const rows = await db().connection.findMany({ where: { ...visibleTo(person), id: { in: named } } })
  if (rows.length < asked.size) log.warn('connection_not_own', { userId: person.userId, connectionId: null })
  const done = await ACTS[known](rows, text.value)
  return ok({ act: known, done, left: rows.length - done })
}

type Act = (rows: Connection[], label: string) => Promise<number>

const idsOf = (rows: Connection[]) => rows.map(({ id }) => id)

const ACTS: Record<ManyAct, Act> = {
  check: (rows) => planCheck(idsOf(rows)),
  pause: (rows) => turnEach(rows, 'active', pause),
  resume: (rows) => turnEach(rows, 'frozen', resume),
  label: (rows, label) => addLabel(idsOf(rows), label),
  unlabel: (rows, label) => removeLabel(idsOf(rows), label),
  archive: (rows) => archive(idsOf(rows)),
  unarchive: (rows) => unarchive(idsOf(rows)),
  delete: (rows) => deleteEnded(rows.filter(({ status }) => status === 'disconnected')),
}

/** One after the other: each is a transaction of its own, with its entry in the log. */
async function turnEach(rows: Connection[], from: Connection['status'], turn: (row: Connection) => Promise<void>) {
  const turned = rows.filter(({ status }) => status === from)
  for (const row of turned) await turn(row)
  return turned.length
}
