'use server'

import { revalidatePath } from 'next/cache'
import { translations } from '#i18n/server'
import { runAction } from '#lib/auth/actions/run-action'
import { showSecret } from '#lib/auth/actions/show-secret'
import { givenForm } from '#lib/auth/given-form'
import { throttleAction } from '#lib/auth/limits/limit'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import type { SecretOutcome, SentenceOutcome, ShownOutcome } from '#lib/connection/action-outcome'
import { DELIVERY_FAILURES } from '#lib/loaders/views'
import type { Sent } from '#lib/told/types'
import { changeEndpoint, removeEndpoint, rollEndpoint, switchEndpoint } from '#lib/told/webhooks/change-endpoint'
import { makeEndpoint } from '#lib/told/webhooks/make-endpoint'
import type { EndpointWish } from '#lib/told/webhooks/read-wish'
import { sendAgain, sendTest } from '#lib/told/webhooks/send-test'

/**
 * Makes a webhook, in a fresh session. Fields: `url`, `description`, `event` (several), `reach` (`all` or `chosen`),
 * `connection` (several).
 */
export async function makeWebhook(_previous: SecretOutcome, form: FormData): Promise<SecretOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const wish = wishOf(givenForm(form))
    const words = translations('notifications.webhooks.refusals')
    return showSecret(session, { page: '/notifications', words, make: () => makeEndpoint(session, wish) })
  })
}

/** Changes what a webhook is told; its address stays. Fields: `webhook`, `description`, `event`, `reach`, `connection`. */
export async function changeWebhook(_previous: SentenceOutcome, form: FormData): Promise<SentenceOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const given = givenForm(form)
    const words = translations('notifications.webhooks')
    if (!(await throttleAction()).ok) return { status: 'failed', text: words('refusals.too_often') }
    const { url: _, ...changes } = wishOf(given)
    const changed = await changeEndpoint(session, given.get('webhook'), changes)
    if (!changed.ok) return { status: 'failed', text: words(`refusals.${changed.reason}`) }
    revalidatePath('/notifications')
    return { status: 'done', text: words('saved') }
  })
}

/** Gives a webhook a new secret, in a fresh session. Field: `webhook`. */
export async function rollWebhook(_previous: SecretOutcome, form: FormData): Promise<SecretOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const id = givenForm(form).get('webhook')
    const words = translations('notifications.webhooks.refusals')
    return showSecret(session, { page: '/notifications', words, make: () => rollEndpoint(session, id) })
  })
}

/** Sends a test, and says what came of it. Field: `webhook`. */
export async function testWebhook(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const words = translations('notifications.webhooks.refusals')
    if (!(await throttleAction()).ok) return shown('failed', words('too_often'))
    const sent = await sendTest(session, givenForm(form).get('webhook'))
    revalidatePath('/notifications')
    return sent.ok ? tell(sent.value) : shown('failed', words(sent.reason))
  })
}

/** Has something sent once more. Field: `delivery`. */
export async function sendWebhookAgain(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const words = translations('notifications.webhooks')
    if (!(await throttleAction()).ok) return shown('failed', words('refusals.too_often'))
    const again = await sendAgain(session, givenForm(form).get('delivery'))
    revalidatePath('/notifications')
    return again.ok ? shown('done', words('sent')) : shown('failed', words(`refusals.${again.reason}`))
  })
}

/** Switches a webhook on or off. Fields: `webhook`, `on` (`yes` or nothing). */
export async function switchWebhook(form: FormData): Promise<void> {
  await runAction(async () => {
    const session = await requireSessionToAct()
    const given = givenForm(form)
    await switchEndpoint(session, given.get('webhook'), given.get('on') === 'yes')
  })
  revalidatePath('/notifications')
}

/** Removes a webhook, with what was delivered to it. Field: `webhook`. */
export async function removeWebhook(form: FormData): Promise<void> {
  await runAction(async () => {
    const session = await requireSessionToAct()
    await removeEndpoint(session, givenForm(form).get('webhook'))
  })
  revalidatePath('/notifications')
}

function wishOf(given: FormData): EndpointWish {
  return {
    url: String(given.get('url') ?? ''),
    description: String(given.get('description') ?? ''),
    eventTypes: given.getAll('event').map(String),
    connections: given.get('reach') === 'all' ? null : given.getAll('connection').map(String),
  }
}

function tell({ outcome, code, status = 0, ms = 0 }: Sent): ShownOutcome {
  const t = translations('notifications.webhooks')
  if (outcome === 'delivered') return shown('done', t('arrived', { status, ms }))
  const why = t(`failures.${DELIVERY_FAILURES.find((known) => known === code) ?? 'internal'}`)
  return shown('failed', status === 0 ? why : `${why} ${t('answer', { status, ms })}`)
}

function shown(status: 'done' | 'failed', text: string): ShownOutcome {
  return { status, text, at: new Date().toISOString() }
}
