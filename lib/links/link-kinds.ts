import 'server-only'
import type { Prefix } from '#lib/api-keys/key-format'
import { settings } from '#lib/env'
import type { LinkKind } from '#lib/generated/prisma/client'

export type { LinkKind }

/** By its first letters a secret that turns up somewhere says what it opens. */
export const PREFIX_OF: Record<LinkKind, Prefix> = { status: 'mrs_', calendar: 'mrc_' }

/** The entry in the log when one is ended. */
export const REVOKED = { status: 'status_link_revoked', calendar: 'calendar_revoked' } as const

/** Where whoever has the secret finds what it opens. The address is the secret that is handed on. */
export function linkAddress(kind: LinkKind, secret: string): string {
  const { origin } = settings()
  return kind === 'status' ? `${origin}/status/${secret}` : `${origin}/calendar/${secret}.ics`
}
