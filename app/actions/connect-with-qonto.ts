'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { beginFromForm } from '#lib/auth/begin-from-form'
import { limitByAddress } from '#lib/auth/limit'
import { runAction } from '#lib/auth/run-action'

/** Begins a trip to Qonto. Fields: `intent`, for an existing connection `connection` and `scope`, and `callbackUrl`, a page of ours to come back to. */
export async function connectWithQonto(form: FormData): Promise<void> {
  return runAction(async () => {
    await limitByAddress('begin')
    const { location, setCookies } = await beginFromForm(form)
    const jar = await cookies()
    for (const cookie of setCookies) jar.set(cookie)
    redirect(location)
  })
}
