'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { runAction } from '#lib/auth/actions/run-action'
import { beginFromForm } from '#lib/auth/begin-from-form'
import { limitBegin } from '#lib/auth/limits/limit'

/** Begins an authorization transaction. Fields: `intent`, for an existing connection `connection` and `scope`, and `callbackUrl`, a page of ours to come back to. */
export async function connectWithQonto(form: FormData): Promise<void> {
  return runAction(async () => {
    await limitBegin()
    const { location, setCookies } = await beginFromForm(form)
    const jar = await cookies()
    for (const cookie of setCookies) jar.set(cookie)
    redirect(location)
  })
}
