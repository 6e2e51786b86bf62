import 'server-only'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { cookies } from 'next/headers'
import { cache } from 'react'
import { choose } from '#i18n/asker'
import { readPreferences } from '#i18n/preferences'
import { cookieName } from '#lib/auth/session/cookies'
import { LIVE_SESSION, LONGEST_TOKEN, type Session } from '#lib/auth/session/session-store'
import { admittingEntries } from '#lib/connection/principal'
import { prepared, reading } from '#lib/db'
import { sha256 } from '#lib/ids'

export type Parameter = string | number | null

/** What a page needs to know besides who asks. */
export interface Question<Answer> {
  /** The same name always stands for the same SQL: the statement is prepared under it. */
  name: string
  parameters: readonly Parameter[]
  /**
   * An expression that gives one JSON value. It sees the session as `asker`.
   * @param at the placeholders of the parameters, in their order
   */
  sql(at: readonly string[]): string
  read(json: unknown): Answer
}

export interface Asked<Answer> {
  session: Session
  answer: Answer
}

/**
 * Asks for the session of the request and for what a page needs, in one statement. All callers within the same turn of
 * the event loop, such as the frame, the title and the page, are answered by one.
 * @returns null when signed out
 * @throws DatabaseUnavailable
 */
export async function ask<Answer>(question: Question<Answer>): Promise<Asked<Answer> | null> {
  const found = await currentBatch().join(question)
  return found && { session: found.session, answer: question.read(found.answers[question.name]) }
}

/** Asks for the session alone. */
export async function askSession(): Promise<Session | null> {
  const found = await currentBatch().join(null)
  return found === null ? null : found.session
}

interface Found {
  session: Session
  answers: Record<string, unknown>
}

/** The questions of one turn of the event loop. */
class Batch {
  readonly #questions = new Map<string, Question<unknown>>()
  #found: Promise<Found | null> | null = null
  isClosed = false

  join(question: Question<unknown> | null): Promise<Found | null> {
    const known = question && this.#questions.get(question.name)
    // Another question under the same name, such as one for another connection, is a statement of its own.
    if (known && known.parameters.join('\0') !== question.parameters.join('\0')) return new Batch().join(question)
    if (question) this.#questions.set(question.name, question)
    this.#found ??= this.#ask()
    return this.#found
  }

  async #ask(): Promise<Found | null> {
    const token = (await cookies()).get(cookieName('sessionToken'))?.value
    await nextTurn()
    this.isClosed = true
    if (!token || token.length > LONGEST_TOKEN) return null
    const questions = [...this.#questions.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
    const values: unknown[] = [sha256(token), admittingEntries()]
    const columns = questions.map(({ name, parameters, sql }) => {
      const places = parameters.map((value) => `$${values.push(value)}`)
      return `'${name}', ${sql(places)}`
    })
    const [row] = await reading(
      prepared<Session & { answers: Record<string, unknown>; preferences: Record<string, unknown> }>(
        `ask ${questions.map(({ name }) => name).join(' ')}`,
        `WITH asker AS MATERIALIZED (${LIVE_SESSION}) SELECT *, json_build_object(${columns.join(', ')}) AS answers FROM asker`,
        values,
      ),
    )
    if (!row) return null
    const { answers, preferences, ...session } = row
    choose(readPreferences(preferences))
    return { session, answers }
  }
}

/** React keeps it for one request while pages are rendered; elsewhere every question is a batch of its own. */
const holder = cache((): { batch: Batch } => ({ batch: new Batch() }))

function currentBatch(): Batch {
  const held = holder()
  if (held.batch.isClosed) held.batch = new Batch()
  return held.batch
}
