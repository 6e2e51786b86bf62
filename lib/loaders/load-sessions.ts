import 'server-only'
import { requireSession } from '#lib/auth/session/require-session'
import { listSessions } from '#lib/auth/session/session-store'
import { reading } from '#lib/db'
import type { SessionView } from '#lib/loaders/views'
import { shownName } from '#lib/text/foreign-text'

/** Where the person is signed in, newest first. */
export async function loadSessions(): Promise<SessionView[]> {
  const current = await requireSession()
  const sessions = await reading(listSessions(current.userId))
  return sessions.map(({ id, device, createdAt, lastSeenAt, expiresAt }) => ({
    id,
    device: shownName(device),
    createdAt,
    lastSeenAt,
    expiresAt,
    current: id === current.id,
  }))
}
