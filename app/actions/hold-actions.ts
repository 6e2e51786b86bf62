'use server'

import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { discardFromForm, keepFromForm } from '#lib/auth/form-hold'
import { limitAction } from '#lib/auth/limit'
import { revokeSoon } from '#lib/connection/revoke-queued'

/** Keeps what came back from Qonto for another organisation as a connection. Field: `hold`. */
export async function keepHeldGrant(form: FormData): Promise<void> {
  await limitAction()
  redirect(await keepFromForm(form))
}

/** Discards what came back from Qonto for another organisation. Field: `hold`. */
export async function discardHeldGrant(form: FormData): Promise<void> {
  await limitAction()
  const path = await discardFromForm(form)
  // What fails stays on the queue for the jobs.
  after(revokeSoon)
  redirect(path)
}
