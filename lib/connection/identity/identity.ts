import 'server-only'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { z } from 'zod'
import type { Connection } from '#lib/generated/prisma/client'
import { type IdTokenRow, openToken } from '#lib/keys/sealed-store'
import { type CheckResult, ID_TOKEN_CHECKS } from '#lib/oauth/check-names'

/** The stored ID token, decoded, with the check results that were kept when it arrived. */
export interface Identity {
  claims: Record<string, unknown>
  header: Record<string, unknown>
  checks: CheckResult[]
  /** True when every check was made on exactly this token and none failed. Until then `checks` may be those of the one before. */
  verified: boolean
}

const storedChecks = z.array(
  z.object({
    name: z.enum(ID_TOKEN_CHECKS),
    outcome: z.enum(['passed', 'failed', 'not_applicable']),
    expected: z.string().exactOptional(),
    skew: z.number().exactOptional(),
  }),
)

/**
 * Reads the claims from the sealed ID token: they are kept nowhere else. `locked` when no key opens it, null when there is
 * none. `unreadable`: a refresh brought something that is no ID token; it is kept, because the pair it came with counts.
 */
export function readIdentity(
  row: IdTokenRow & Pick<Connection, 'checks' | 'verified'>,
): Identity | 'locked' | 'unreadable' | null {
  const opened = openToken(row, 'idTokenSealed')
  if (opened.kind !== 'open') return opened.kind === 'locked' ? 'locked' : null
  const checks = storedChecks.parse(row.checks)
  const verified = row.verified && checks.length > 0 && checks.every(({ outcome }) => outcome !== 'failed')
  const decoded = decode(opened.token)
  return decoded === null ? 'unreadable' : { ...decoded, checks, verified }
}

function decode(idToken: string): Pick<Identity, 'claims' | 'header'> | null {
  try {
    return { claims: decodeJwt(idToken), header: { ...decodeProtectedHeader(idToken) } }
  } catch {
    return null
  }
}
