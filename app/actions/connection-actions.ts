'use server'

import { revalidatePath } from 'next/cache'
import { formConnection, type OwnConnection } from '#lib/auth/form-connection'
import { revealIdentityToken } from '#lib/auth/reveal-identity-token'
import { actOnConnection } from '#lib/connection/act'
import type { ActionOutcome, RevealOutcome } from '#lib/connection/action-outcome'

type Act = (connection: OwnConnection) => Promise<ActionOutcome>

async function run(form: FormData, act: Act): Promise<ActionOutcome> {
  const connection = await formConnection(form)
  if (!connection) return { status: 'failed', reason: 'gone' }
  const outcome = await act(connection)
  revalidatePath(`/connections/${connection.id}`, 'layout')
  return outcome
}

/** Proves that the connection works, now. Field: `connection`. */
export async function checkConnection(_previous: ActionOutcome, form: FormData): Promise<ActionOutcome> {
  return run(form, actOnConnection.check)
}

/** Stops handing out tokens; the consent stays. Field: `connection`. */
export async function pauseConnection(_previous: ActionOutcome, form: FormData): Promise<ActionOutcome> {
  return run(form, actOnConnection.pause)
}

/** Hands out tokens again. Field: `connection`. */
export async function resumeConnection(_previous: ActionOutcome, form: FormData): Promise<ActionOutcome> {
  return run(form, actOnConnection.resume)
}

/** Ends the connection at Qonto and here, or tries again to. Field: `connection`. */
export async function disconnectConnection(_previous: ActionOutcome, form: FormData): Promise<ActionOutcome> {
  return run(form, actOnConnection.disconnect)
}

/** The raw ID token, for a session younger than fifteen minutes. Logged. Field: `connection`. */
export async function revealIdToken(_previous: RevealOutcome, form: FormData): Promise<RevealOutcome> {
  const connection = await formConnection(form)
  return connection ? revealIdentityToken(connection) : { status: 'failed', reason: 'gone' }
}
