import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { LimitName } from '#lib/auth/limits/limit-catalogue'
import { type TooMany, throttle } from '#lib/auth/limits/throttle'
import { readSession } from '#lib/auth/session/read-session'
import { CLIENT_HEADER } from '#lib/client-address'
import type { Result } from '#lib/result'

/** Counts an action for its session and for its address. For actions that can say *too often* in their own place. */
export async function throttleAction(): Promise<Result<undefined, TooMany>> {
  const session = await readSession()
  const mine = session ? await throttle('action', session.id) : null
  return mine && !mine.ok ? mine : throttleAddress('office', await headers())
}

/** The same for actions that only lead somewhere: they lead to the page that says so. */
export async function limitAction(): Promise<void> {
  const spent = await throttleAction()
  if (!spent.ok) redirect(TOO_MANY_PATH)
}

/** The same for what needs no session: beginning a trip, and the live checks of /setup. */
export async function limitByAddress(limit: LimitName): Promise<void> {
  const spent = await throttleAddress(limit, await headers())
  if (!spent.ok) redirect(TOO_MANY_PATH)
}

/** For routes, which answer by themselves. */
export async function throttleAddress(
  limit: LimitName,
  asked: Pick<Headers, 'get'>,
): Promise<Result<undefined, TooMany>> {
  return throttle(limit, asked.get(CLIENT_HEADER) ?? 'unknown')
}

/** Answers 429 and nothing else. */
export const TOO_MANY_PATH = '/too-many-requests'
