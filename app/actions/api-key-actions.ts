'use server'

import { revalidatePath } from 'next/cache'
import { translations } from '#i18n/server'
import { revokeKey, rollKey } from '#lib/api-keys/change-key'
import { makeKey } from '#lib/api-keys/make-key'
import { runAction } from '#lib/auth/actions/run-action'
import { givenForm } from '#lib/auth/given-form'
import { throttleAction } from '#lib/auth/limits/limit'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import { isFresh, type Session } from '#lib/auth/session/session-store'
import type { KeyOutcome } from '#lib/connection/action-outcome'
import type { Result } from '#lib/result'

type NewSecret = Result<{ secret: string }, Parameters<ReturnType<typeof translations<'apiKeys.refusals'>>>[0]>

/** What ends in a secret, shown this once: only in a session younger than fifteen minutes, and counted as a button. */
async function showSecret(session: Session, make: () => Promise<NewSecret>): Promise<KeyOutcome> {
  const refusals = translations('apiKeys.refusals')
  if (!isFresh(session)) return { status: 'sign_in_again' }
  if (!(await throttleAction()).ok) return { status: 'failed', text: refusals('too_often') }
  const made = await make()
  if (!made.ok) return { status: 'failed', text: refusals(made.reason) }
  revalidatePath('/api-keys')
  return { status: 'shown', secret: made.value.secret }
}

/**
 * Makes a key, in a session younger than fifteen minutes; the answer is the only time that its secret is shown.
 * Fields: `name`, `permission` (several), `money` (`on`), `reach` (`all` or `chosen`), `connection` (several), `lifetime`, `addresses`.
 */
export async function makeApiKey(_previous: KeyOutcome, form: FormData): Promise<KeyOutcome> {
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
    return showSecret(session, () => makeKey(session, wish))
  })
}

/** Gives a key a new secret, in a fresh session. Fields: `key`, `overlap` (hours). */
export async function rollApiKey(_previous: KeyOutcome, form: FormData): Promise<KeyOutcome> {
  return runAction(async () => {
    const session = await requireSessionToAct()
    const given = givenForm(form)
    return showSecret(session, () => rollKey(session, given.get('key'), given.get('overlap')))
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
