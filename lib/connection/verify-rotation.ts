import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { openToken, queueRevocation } from '#lib/connection/store'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { log } from '#lib/log'
import { verifyRefreshed } from '#lib/oauth/verify-grant'
import { qontoEndpoints } from '#lib/qonto/endpoints'

/** Another person, issuer or app. A time claim alone is a clock, not a thief, and never quarantines. */
const OF_SOMEBODY_ELSE: ReadonlySet<string> = new Set(['subject', 'issuer', 'audience', 'nonce'])
const OF_TIME: ReadonlySet<string> = new Set(['expiry', 'issued_at', 'authentication_time'])

/**
 * Checks that the ID token of a stored rotation still names the same person (Core, section 12.2). Until that is known
 * the new access token is not used; the keys may be unreachable for a while, so this can be called again at any time.
 */
export async function verifyRotation(row: Connection): Promise<void> {
  if (row.verified) return
  const [idToken, accessToken] = [openToken(row, 'idTokenSealed'), openToken(row, 'accessTokenSealed')]
  if (idToken.kind !== 'open' || accessToken.kind !== 'open') return
  const { issuer: iss, subject: sub } = row
  const tokens = { idToken: idToken.token, accessToken: accessToken.token }
  const verified = await verifyRefreshed(qontoEndpoints(settings()), tokens, { iss, sub })
  if (!verified.ok) return log.warn('refreshed_identity_not_verified', { connectionId: row.id, code: verified.reason })
  const checks = verified.value
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)
  const suspicious = failed.find((name) => OF_SOMEBODY_ELSE.has(name))
  if (suspicious) return quarantine(row, accessToken.token, suspicious)
  const isUsable = failed.every((name) => OF_TIME.has(name))
  await db().connection.updateMany({
    where: { id: row.id, generation: row.generation },
    data: { verified: isUsable, checks: checks.map((check) => ({ ...check })) },
  })
}

/** Takes a connection out of use: its tokens belong to somebody else. They are revoked, an incident is shown. */
async function quarantine(row: Connection, accessToken: string, check: string): Promise<void> {
  const { id, userId, generation, environment } = row
  const refreshToken = openToken(row, 'refreshTokenSealed')
  const token = refreshToken.kind === 'open' ? refreshToken.token : accessToken
  await db().$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { id, generation },
      data: { status: 'quarantined', generation: generation + 1n, failure: 'identity_invalid', failedAt: new Date() },
    })
    if (count === 0) return
    await queueRevocation(tx, { environment, connectionId: id, token, cause: 'quarantined' })
    const record = { event: 'quarantined', actor: 'system', outcome: 'failed', code: 'identity_invalid' } as const
    await recordActivity(tx, { ...record, connectionId: id, userId, details: { check } })
  })
}
