'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { translations } from '#i18n/server'
import { actOnMany } from '#lib/auth/actions/act-on-many'
import { formConnection } from '#lib/auth/actions/form-connection'
import { runAction } from '#lib/auth/actions/run-action'
import { givenForm } from '#lib/auth/given-form'
import { throttleAction } from '#lib/auth/limits/limit'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import { dismissOpen } from '#lib/auth/transaction/dismiss-open'
import type { SentenceOutcome } from '#lib/connection/action-outcome'
import { archiveEnded } from '#lib/connection/changes/archive'
import { deleteEnded } from '#lib/connection/changes/delete-ended'
import { writeWords } from '#lib/connection/changes/own-words'
import { personOf } from '#lib/connection/principal'

/**
 * Does one thing with the connections that are picked. Fields: `act`, `picked` (several), and `label` for the acts with one.
 */
export async function changePicked(_previous: SentenceOutcome, form: FormData): Promise<SentenceOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const t = translations('connections.picked')
    if (!(await throttleAction()).ok) return { status: 'failed', text: t('refusals.too_often') }
    const given = givenForm(form)
    const label = String(given.get('label') ?? '')
    const changed = await actOnMany(personOf(session.userId), {
      act: given.get('act'),
      ids: given.getAll('picked'),
      label,
    })
    if (!changed.ok) return { status: 'failed', text: t(`refusals.${changed.reason}`) }
    const { act, done, left } = changed.value
    revalidatePath('/connections', 'layout')
    return { status: 'done', text: t(`done.${act}`, { done, left }) }
  })
}

/** Puts every connection that has ended out of sight. */
export async function archiveAllEnded(): Promise<void> {
  await runAction(async () => {
    const session = await requireSessionToAct()
    await archiveEnded(personOf(session.userId))
  })
  revalidatePath('/connections')
}

/** The person's own words about a connection. Fields: `connection`, `labels` (between commas), `note`. */
export async function writeOwnWords(_previous: SentenceOutcome, form: FormData): Promise<SentenceOutcome> {
  return runAction(async () => {
    const connection = await formConnection(form)
    const t = translations('connections.words')
    if (!connection.ok) return { status: 'failed', text: t(`refusals.${connection.reason}`) }
    const given = givenForm(form)
    const text = (name: string) => String(given.get(name) ?? '')
    const written = await writeWords(connection.value, { labels: text('labels'), note: text('note') })
    if (!written.ok) return { status: 'failed', text: translations('connections.picked')(`refusals.${written.reason}`) }
    revalidatePath(`/connections/${connection.value.id}`, 'layout')
    return { status: 'done', text: t('saved') }
  })
}

/** Takes what has ended out of Mooring for good. Field: `connection`. */
export async function deleteConnection(_previous: SentenceOutcome, form: FormData): Promise<SentenceOutcome> {
  const refused = await runAction(async () => {
    const connection = await formConnection(form)
    if (!connection.ok) return translations('connections.words')(`refusals.${connection.reason}`)
    const deleted = await deleteEnded([connection.value])
    return deleted === 1 ? null : translations('connections.picked')('done.delete', { done: 0, left: 1 })
  })
  if (refused !== null) return { status: 'failed', text: refused }
  revalidatePath('/connections', 'layout')
  redirect('/connections#found')
}

/** Puts the line about a transaction that is not finished out of sight. It can still be finished. */
export async function dismissPending(): Promise<void> {
  await runAction(async () => {
    const session = await requireSessionToAct()
    await dismissOpen(session.userId)
  })
  revalidatePath('/connections')
}
