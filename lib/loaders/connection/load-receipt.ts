import 'server-only'
import type { ShownRow } from '#lib/connection/shown-row'
import type { Verdict } from '#lib/connection/types'
import { readReceipt } from '#lib/disconnect/receipt'
import { ownConnection } from '#lib/loaders/connection/own-connection'
import { summarize } from '#lib/loaders/connection/summarize'
import type { ReceiptView } from '#lib/loaders/views'

/** What became of ending a connection; null for one that nobody has asked to end. */
export async function loadReceipt(id: string): Promise<ReceiptView | null> {
  const row = await ownConnection(id)
  const madeAt = new Date()
  const summary = summarize(row, madeAt)
  const { organizationId, membershipId, grantedAt, disconnectRequestedAt: requestedAt, disconnectedAt } = row
  if (!requestedAt) return null
  const state = stateOf(summary.verdict)
  return {
    ...summary,
    ...{ organizationId, membershipId, grantedAt, requestedAt, state, madeAt },
    finishedAt: disconnectedAt,
    steps: readReceipt(row.disconnectSteps),
    isRunning: isDisconnecting(row, summary.verdict),
    claims: { unused: true, refused: state === 'confirmed', erased: state !== 'open' },
  }
}

function stateOf({ reason }: Verdict): ReceiptView['state'] {
  if (reason === 'disconnected') return 'confirmed'
  return reason === 'disconnect_given_up' ? 'givenUp' : 'open'
}

/** Its steps are done at this moment. After a failure they wait for a time that is planned. */
export function isDisconnecting({ nextAttemptAt }: Pick<ShownRow, 'nextAttemptAt'>, { reason }: Verdict): boolean {
  return reason === 'disconnect_unconfirmed' && nextAttemptAt === null
}
