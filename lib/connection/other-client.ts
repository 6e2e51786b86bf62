import 'server-only'
import { settings } from '#lib/env'

/**
 * True for what was granted to another app at Qonto than the one of today's settings. Qonto answers `invalid_grant` to
 * the tokens of another client, and 200 when it is asked to revoke them: neither says anything about them.
 */
export function isOfOtherClient({ clientId }: { clientId: string | null }): boolean {
  return clientId !== null && clientId !== settings().clientId
}
