import 'server-only'
import { throttleAddress } from '#lib/auth/limits/limit'
import type { TooMany } from '#lib/auth/limits/throttle'
import { isUnreachable } from '#lib/db'
import { findLink, type OpenedLink } from '#lib/links/find-link'
import type { LinkKind } from '#lib/links/link-kinds'
import { fail, ok, type Result } from '#lib/result'

/** `gone`: there is nothing, or no longer; which of the two nobody learns. `unavailable`: the database is away. */
export type NotOpened = 'gone' | 'unavailable' | TooMany

/** What whoever has a link may see. Only a secret that opens nothing is counted for its address. */
export async function openLink(
  kind: LinkKind,
  secret: string,
  asked: Pick<Headers, 'get'>,
): Promise<Result<OpenedLink, NotOpened>> {
  try {
    const found = await findLink(kind, secret)
    if (found === 'ended') return fail('gone')
    if (found !== null) return ok(found)
    const counted = await throttleAddress('bad_link', asked)
    return fail(counted.ok ? 'gone' : counted.reason)
  } catch (error) {
    if (isUnreachable(error)) return fail('unavailable')
    throw error
  }
}
