import 'server-only'
import { cache } from 'react'
import { readSession } from '#lib/auth/session/read-session'
import { DatabaseUnavailable } from '#lib/db'
import { settings } from '#lib/env'
import type { EnvironmentName } from '#lib/loaders/views'
import { shownName } from '#lib/text/foreign-text'

interface Place {
  environment: EnvironmentName
  /** The address of the simulator's control room; null at a real Qonto. */
  controlRoom: string | null
}

export type Viewer = Place &
  ({ kind: 'signed-in'; userId: string; name: string | null } | { kind: 'signed-out' } | { kind: 'unavailable' })

/** Who looks at the page. Never redirects; "the database is away" is an answer of its own, not "signed out". */
export const loadViewer = cache(async (): Promise<Viewer> => {
  const { environment, oauthUrl } = settings()
  const place = { environment, controlRoom: environment === 'simulator' ? oauthUrl : null }
  try {
    const session = await readSession()
    if (!session) return { ...place, kind: 'signed-out' }
    return { ...place, kind: 'signed-in', userId: session.userId, name: shownName(session.name) }
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return { ...place, kind: 'unavailable' }
    throw error
  }
})
