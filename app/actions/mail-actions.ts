'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { translations } from '#i18n/server'
import { runAction } from '#lib/auth/actions/run-action'
import { givenForm } from '#lib/auth/given-form'
import { limitBegin, throttleAction } from '#lib/auth/limits/limit'
import { throttle } from '#lib/auth/limits/throttle'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import type { SentenceOutcome, ShownOutcome } from '#lib/connection/action-outcome'
import { addAddress } from '#lib/told/mail/addresses/add-address'
import { chooseKinds, removeAddress, unsubscribe } from '#lib/told/mail/addresses/change-address'
import { confirmAddress } from '#lib/told/mail/addresses/confirm-address'
import { sendTestMail } from '#lib/told/mail/send-test-mail'

type Refusal = Parameters<ReturnType<typeof translations<'mail.refusals'>>>[0]

function refuse(reason: Refusal): Extract<SentenceOutcome, { text: string }> {
  return { status: 'failed', text: translations('mail.refusals')(reason) }
}

function answer(text: string): Extract<SentenceOutcome, { text: string }> {
  revalidatePath('/notifications')
  return { status: 'done', text }
}

/** Adds an address, or sends its link again. Field: `address`. */
export async function addMailAddress(_previous: SentenceOutcome, form: FormData): Promise<SentenceOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const typed = String(givenForm(form).get('address') ?? '')
    // By the address too: it may be that of somebody who did not ask for it.
    const counted = [await throttleAction(), await throttle('confirmation', typed.trim().toLowerCase())]
    if (counted.some(({ ok }) => !ok)) return refuse('too_often')
    const added = await addAddress(session.userId, typed)
    revalidatePath('/notifications')
    return added.ok ? answer(translations('mail.section')('sent', { address: added.value })) : refuse(added.reason)
  })
}

/** What an address is told of; begins again what was unsubscribed. Fields: `id`, `kind` (several). */
export async function chooseMailKinds(_previous: SentenceOutcome, form: FormData): Promise<SentenceOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const given = givenForm(form)
    if (!(await throttleAction()).ok) return refuse('too_often')
    const done = await chooseKinds(session.userId, given.get('id'), given.getAll('kind'))
    return done ? answer(translations('mail.section')('saved')) : refuse('gone')
  })
}

/** Sends a test to an address, and says what came of it. Field: `id`. */
export async function testMailAddress(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const at = new Date().toISOString()
    if (!(await throttleAction()).ok) return { ...refuse('too_often'), at }
    const sent = await sendTestMail(session.userId, givenForm(form).get('id'))
    if (!sent.ok) return { ...refuse(sent.reason), at }
    if (sent.value.outcome === 'delivered') return { ...answer(translations('mail.section')('tested')), at }
    revalidatePath('/notifications')
    return { ...refuse('test_not_sent'), at }
  })
}

/** Takes an address away. Field: `id`. */
export async function removeMailAddress(form: FormData): Promise<void> {
  await runAction(async () => {
    const session = await requireSessionToAct()
    await removeAddress(session.userId, givenForm(form).get('id'))
  })
  revalidatePath('/notifications')
}

/** Confirms an address, by whoever has its link. Field: `link`. */
export async function confirmMailAddress(form: FormData): Promise<void> {
  await runAction(async () => {
    await limitBegin()
    const link = String(givenForm(form).get('link') ?? '')
    redirect((await confirmAddress(link)) ? '/mail/confirmed' : '/mail/confirm/over')
  })
}

/** Stops the mails to an address, by whoever has a mail of it. Field: `link`. */
export async function stopMails(form: FormData): Promise<void> {
  await runAction(async () => {
    await limitBegin()
    const link = String(givenForm(form).get('link') ?? '')
    redirect((await unsubscribe(link)) ? `/mail/unsubscribe/${link}` : '/mail/unsubscribe/unknown')
  })
}
