'use server'

import { revalidatePath } from 'next/cache'
import { type DoneText, showOutcome } from '#components/connection/outcome-texts'
import { actOnConnection } from '#lib/auth/actions/act'
import { formConnection, type OwnConnection } from '#lib/auth/actions/form-connection'
import { revealIdentityToken } from '#lib/auth/actions/reveal-identity-token'
import { runAction } from '#lib/auth/actions/run-action'
import { givenForm } from '#lib/auth/given-form'
import type { ActionOutcome, RevealOutcome, ShownOutcome } from '#lib/connection/action-outcome'

type Act = (connection: OwnConnection) => Promise<ActionOutcome>

async function run(form: FormData, act: Act, done?: DoneText): Promise<ShownOutcome> {
  return runAction(async () => {
    const connection = await formConnection(form)
    if (!connection.ok) return showOutcome({ status: 'failed', reason: connection.reason })
    const outcome = await act(connection.value)
    revalidatePath(`/connections/${connection.value.id}`, 'layout')
    return showOutcome(outcome, done)
  })
}

/** Proves that the connection works, now. Field: `connection`. */
export async function checkConnection(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return run(form, actOnConnection.check, 'checked')
}

/** Stops handing out tokens; the consent stays. Field: `connection`. */
export async function pauseConnection(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return run(form, actOnConnection.pause, 'paused')
}

/** Hands out tokens again. Field: `connection`. */
export async function resumeConnection(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return run(form, actOnConnection.resume, 'resumed')
}

/** Has Qonto tell us when the consent is withdrawn. Field: `connection`. */
export async function subscribeConnection(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return run(form, actOnConnection.subscribe, 'subscribed')
}

/** Has the verdict count missing permissions no more. Fields: `connection`, and each of them as `scope`. */
export async function acceptMissing(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return run(form, (connection) => actOnConnection.accept(connection, givenForm(form).getAll('scope')), 'accepted')
}

/** Has the verdict count them again. Field: `connection`. */
export async function takeBackAccepted(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return run(form, actOnConnection.takeBack, 'takenBack')
}

/** Ends the connection at Qonto and here, or tries again to. Field: `connection`. */
export async function disconnectConnection(_previous: ShownOutcome, form: FormData): Promise<ShownOutcome> {
  return run(form, actOnConnection.disconnect)
}

/** The raw ID token, for a session younger than fifteen minutes. Logged. Field: `connection`. */
export async function revealIdToken(_previous: RevealOutcome, form: FormData): Promise<RevealOutcome> {
  return runAction(async () => {
    const connection = await formConnection(form)
    return connection.ok ? revealIdentityToken(connection.value) : { status: 'failed', reason: connection.reason }
  })
}
