import 'server-only'
import { cache } from 'react'
import { readSession } from '#lib/auth/session'
import { DatabaseUnavailable } from '#lib/db'
import { settings } from '#lib/env'
import type { EnvironmentName } from '#lib/loaders/views'

export type Viewer =
  | { kind: 'signed-in'; userId: string; environment: EnvironmentName }
  | { kind: 'signed-out'; environment: EnvironmentName }
  | { kind: 'unavailable'; environment: EnvironmentName }

/** Who looks at the page. Never redirects; "the database is away" is an answer of its own, not "signed out". */
export const loadViewer = cache(async (): Promise<Viewer> => {
  const { environment } = settings()
  try {
    const session = await readSession()
    return session ? { kind: 'signed-in', userId: session.userId, environment } : { kind: 'signed-out', environment }
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return { kind: 'unavailable', environment }
    throw error
  }
})
