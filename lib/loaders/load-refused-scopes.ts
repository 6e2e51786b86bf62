import 'server-only'
import { findRefused } from '#lib/auth/transaction/transaction-store'
import { reading } from '#lib/db'
import { isId } from '#lib/ids'
import { loadViewer } from '#lib/loaders/load-viewer'
import type { RefusedScopesView } from '#lib/loaders/views'

/** What a transaction that Qonto refused can be begun again without; null when nothing is offered here. */
export async function loadRefusedScopes(retry: unknown): Promise<RefusedScopesView | null> {
  const viewer = await loadViewer()
  if (!isId(retry) || viewer.kind === 'unavailable') return null
  const transaction = await reading(findRefused(retry, viewer.kind === 'signed-in' ? viewer.userId : null))
  return transaction && { retry, scopes: transaction.refusedScopes.map((scope) => ({ scope })) }
}
