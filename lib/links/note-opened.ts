import 'server-only'
import { db } from '#lib/db'
import { inFlight } from '#lib/in-flight'
import { log, nameOf } from '#lib/log'

interface Opened {
  linkId: string
  lastOpenedAt: Date | null
  now: Date
}

/** Notes to the minute that a link was opened. Nobody waits for it: a wallboard is not refused because its note failed. */
export function noteOpened({ linkId, lastOpenedAt, now }: Opened): void {
  if (lastOpenedAt !== null && now.getTime() - lastOpenedAt.getTime() < 60_000) return
  const note = () => db().$executeRaw`
    UPDATE links SET last_opened_at = date_trunc('minute', now())
     WHERE id = ${linkId}::uuid AND last_opened_at IS DISTINCT FROM date_trunc('minute', now())`
  inFlight(note).catch((error: unknown) => log.warn('link_opening_not_noted', { cause: nameOf(error) }))
}
