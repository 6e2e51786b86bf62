'use server'

import { revalidatePath } from 'next/cache'
import { translations } from '#i18n/server'
import { revokeKey, rollKey } from '#lib/api-keys/change-key'
import { makeKey } from '#lib/api-keys/make-key'
import { runAction } from '#lib/auth/actions/run-action'
import { showSecret } from '#lib/auth/actions/show-secret'
import { givenForm } from '#lib/auth/given-form'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import type { SecretOutcome } from '#lib/connection/action-outcome'

/**
 * Makes a key, in a session younger than fifteen minutes; the answer is the only time that its secret is shown.
 * Fields: `name`, `permission` (several), `money` (`on`), `reach` (`all` or `chosen`), `connection` (several), `lifetime`, `addresses`.
 */
export async function makeApiKey(_previous: SecretOutcome, form: FormData): Promise<SecretOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const given = givenForm(form)
    const text = (name: string) => String(given.get(name) ?? '')
    const wish = {
      name: text('name'),
      permissions: given.getAll('permission').map(String),
      mayMoveMoney: given.get('money') === 'on',
      connections: given.get('reach') === 'all' ? null : given.getAll('connection').map(String),
      lifetime: text('lifetime'),
      addresses: text('addresses'),
    }
    const words = translations('apiKeys.refusals')
    return showSecret(session, { page: '/api-keys', words, make: () => makeKey(session, wish) })
  })
}

/** Gives a key a new secret, in a fresh session. Fields: `key`, `overlap` (hours). */
export async function rollApiKey(_previous: SecretOutcome, form: FormData): Promise<SecretOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const given = givenForm(form)
    const make = () => rollKey(session, given.get('key'), given.get('overlap'))
    return showSecret(session, { page: '/api-keys', words: translations('apiKeys.refusals'), make })
  })
}

/** Ends a key at once. Field: `key`. */
export async function revokeApiKey(form: FormData): Promise<void> {
  await runAction(async () => {
    const session = await requireSessionToAct()
    await revokeKey(session, givenForm(form).get('key'))
  })
  revalidatePath('/api-keys')
}
