import { createHash } from 'node:crypto'
import { isLive } from '#simulator/store/store'
import type { World } from '#simulator/types'

/** Every code and token that was ever issued, by fingerprint; tests compare it with what a database kept. */
export function ledger({ store }: World, withValues: boolean) {
  return [...store.tokens.values()].map((token) => ({
    fingerprint: createHash('sha256').update(token.value).digest('hex'),
    prefix: token.value.slice(0, 7),
    kind: token.kind,
    grantId: token.grantId,
    issuedAt: iso(token.issuedAt),
    expiresAt: iso(token.expiresAt),
    firstUsedAt: iso(token.firstUsedAt),
    rotatedAt: token.kind === 'refresh' ? iso(token.firstUsedAt) : null,
    revokedAt: iso(token.revokedAt),
    live: isLive(token),
    ...(withValues ? { value: token.value } : {}),
  }))
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
