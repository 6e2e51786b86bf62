'use server'

import { revalidatePath } from 'next/cache'
import { translations } from '#i18n/server'
import { runAction } from '#lib/auth/actions/run-action'
import { showSecret } from '#lib/auth/actions/show-secret'
import { givenForm } from '#lib/auth/given-form'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import type { SecretOutcome } from '#lib/connection/action-outcome'
import { revokeLink, rollCalendar } from '#lib/links/change-link'
import { makeCalendar, makeStatusLink } from '#lib/links/make-link'

/** Makes a status link, in a fresh session. Fields: `name`, `connection` (empty for all), `lifetime` (days). */
export async function makeStatusAddress(_previous: SecretOutcome, form: FormData): Promise<SecretOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const given = givenForm(form)
    const text = (name: string) => String(given.get(name) ?? '')
    const wish = { name: text('name'), connection: text('connection'), lifetime: text('lifetime') }
    const words = translations('notifications.refusals')
    return showSecret(session, { page: '/notifications', words, make: () => makeStatusLink(session, wish) })
  })
}

/** Makes a calendar, in a fresh session. Field: `name`. */
export async function makeCalendarAddress(_previous: SecretOutcome, form: FormData): Promise<SecretOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const name = String(givenForm(form).get('name') ?? '')
    const words = translations('notifications.refusals')
    return showSecret(session, { page: '/notifications', words, make: () => makeCalendar(session, name) })
  })
}

/** Gives a calendar a new address, in a fresh session. Field: `link`. */
export async function rollCalendarAddress(_previous: SecretOutcome, form: FormData): Promise<SecretOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const id = givenForm(form).get('link')
    const words = translations('notifications.refusals')
    return showSecret(session, { page: '/notifications', words, make: () => rollCalendar(session, id) })
  })
}

/** Ends a status link or a calendar at once. Field: `link`. */
export async function revokeAddress(form: FormData): Promise<void> {
  await runAction(async () => {
    const session = await requireSessionToAct()
    await revokeLink(session, givenForm(form).get('link'))
  })
  revalidatePath('/notifications')
}
