import 'server-only'
import { givenForm } from '#lib/auth/given-form'
import { requireSession } from '#lib/auth/require-session'
import { errorPath } from '#lib/auth/sign-in-errors'
import { discardHold, findHold, keepHold } from '#lib/connection/answer-hold'
import { isId, newReference } from '#lib/ids'
import { log } from '#lib/log'

/** Keeps the held grant that a form names as a connection. Answers where to go next. */
export async function keepFromForm(form: FormData): Promise<string> {
  const hold = await formHold(form)
  if (!hold) return '/connections'
  const result = await keepHold(hold)
  if (result.ok) return `/connections/${result.value.connectionId}`
  if (result.reason === 'flow_replayed') return '/connections'
  const reference = newReference()
  const code = result.reason === 'other_owner' ? 'flow_invalid' : result.reason
  log.warn('held_grant_not_kept', { reference, code, connectionId: hold.connectionId })
  return errorPath(code, reference)
}

/** Discards the held grant that a form names. Answers where to go next: the connection, which nothing happened to. */
export async function discardFromForm(form: FormData): Promise<string> {
  const hold = await formHold(form)
  if (!hold) return '/connections'
  await discardHold(hold, 'you')
  return `/connections/${hold.connectionId}`
}

async function formHold(form: FormData) {
  const { userId } = await requireSession()
  const id = givenForm(form).get('hold')
  return isId(id) ? findHold(id, userId) : null
}
