import 'server-only'
import { readReceipt } from '#lib/connection/disconnect-receipt'
import { factsOf } from '#lib/connection/facts'
import { refreshExpiry } from '#lib/connection/state'
import { canRenew } from '#lib/connection/store'
import { ownConnection } from '#lib/loaders/own-connection'
import { summarize } from '#lib/loaders/summarize'
import type { ConnectionDetail, GrantEvent } from '#lib/loaders/views'

type Row = Awaited<ReturnType<typeof ownConnection>>

/** One connection in full. Answers "not found" for somebody else's. */
export async function loadConnection(id: string): Promise<ConnectionDetail> {
  const row = await ownConnection(id)
  const {
    status,
    organizationId,
    membershipId,
    grantedAt,
    createdAt,
    accessExpiresAt,
    disconnectRequestedAt,
    disconnectedAt,
  } = row
  return {
    ...summarize(row),
    ...{ status, organizationId, membershipId, grantedAt, createdAt, accessExpiresAt },
    refreshExpiresAt: refreshExpiry(factsOf(row)),
    canRenewItself: canRenew(row),
    clock: clockOf(row),
    disconnect: {
      requestedAt: disconnectRequestedAt,
      finishedAt: disconnectedAt,
      steps: readReceipt(row.disconnectSteps),
    },
  }
}

function clockOf({ grantedAt, rotations }: Row): GrantEvent[] {
  const turns = rotations
    .filter(({ startedAt }) => startedAt >= grantedAt)
    .map(({ startedAt, outcome, cause }): GrantEvent => ({ kind: kindOf(outcome), at: startedAt, cause }))
  return [{ kind: 'granted', at: grantedAt, cause: null }, ...turns.reverse()]
}

function kindOf(outcome: string | null): GrantEvent['kind'] {
  if (outcome === null) return 'rotation_unknown'
  return outcome === 'rotated' || outcome === 'overtaken' ? 'rotated' : 'rotation_failed'
}
