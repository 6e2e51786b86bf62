'use server'

import { revalidatePath } from 'next/cache'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { choose } from '#i18n/asker'
import { NOTHING_CHOSEN } from '#i18n/preferences'
import { translations } from '#i18n/server'
import { zoneCookieName } from '#i18n/zone-cookie'
import { deleteAccount as deleteOwn } from '#lib/auth/actions/delete-account'
import { runAction } from '#lib/auth/actions/run-action'
import { givenForm } from '#lib/auth/given-form'
import { ALL_COOKIES, cookieAttributes, cookieName } from '#lib/auth/session/cookies'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import type { DeletionOutcome, SentenceOutcome } from '#lib/connection/action-outcome'
import { settings } from '#lib/env'
import { log, nameOf } from '#lib/log'
import { choosePreferences as keepChosen } from '#lib/person/choose-preferences'

/** Language, theme and time zone. Fields: `language`, `theme`, `timeZone`; empty where the browser decides. */
export async function choosePreferences(_previous: SentenceOutcome, form: FormData): Promise<SentenceOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    await keepChosen(session.userId, givenForm(form))
    // The frame too: it has the language, the theme and the zone on its outermost element.
    revalidatePath('/', 'layout')
    return { status: 'done', text: translations('account.preferences')('saved') }
  })
}

/** Deletes the account of whoever is signed in, for a session younger than fifteen minutes. Leads to the goodbye page. */
export async function deleteAccount(_previous: DeletionOutcome): Promise<DeletionOutcome> {
  const result = await runAction(deleteOwn)
  if (!result.ok) {
    if (result.reason === 'sign_in_again') return { status: 'sign_in_again' }
    const t = translations('account.failed')
    return { status: 'failed', text: t(result.reason) }
  }
  const { entry, endings, finish } = result.value
  // What fails stays on the queue for the jobs.
  after(() => finish().catch((error: unknown) => log.warn('revocations_postponed', { cause: nameOf(error) })))
  const jar = await cookies()
  for (const name of [...ALL_COOKIES.map(cookieName), zoneCookieName(settings().origin)])
    jar.set(name, '', { ...cookieAttributes(), maxAge: 0 })
  choose(NOTHING_CHOSEN)
  revalidatePath('/', 'layout')
  redirect(`/goodbye?${new URLSearchParams({ entry, endings: endings.join('.') })}`)
}
