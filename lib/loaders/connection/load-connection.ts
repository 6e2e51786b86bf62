import 'server-only'
import { apiUrl } from '#lib/addresses'
import { factsOf } from '#lib/connection/facts'
import type { Verdict } from '#lib/connection/types'
import { refreshExpiry, willEndAt } from '#lib/connection/verdict'
import { readReceipt } from '#lib/disconnect/receipt'
import { settings } from '#lib/env'
import { canRenew } from '#lib/keys/sealed-store'
import { isDisconnecting } from '#lib/loaders/connection/load-receipt'
import { type OwnConnection, ownConnection } from '#lib/loaders/connection/own-connection'
import { summarize } from '#lib/loaders/connection/summarize'
import type { ConnectionDetail, GrantEvent } from '#lib/loaders/views'
import { canMoveMoney } from '#lib/qonto/scope-catalogue'
import { shownName, shownRaw } from '#lib/text/foreign-text'
import { isMailSetUp } from '#lib/told/mail/send-mail'
import { webhookCallback } from '#lib/withdrawal/callback-url'

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
  const summary = summarize(row)
  return {
    ...summary,
    verdict: withPause(row, summary.verdict),
    ...{ status, organizationId, membershipId, grantedAt, createdAt, accessExpiresAt },
    memberDoubt: memberDoubtOf(row),
    movesMoney: row.grantedScopes.some(canMoveMoney),
    canRenewItself: canRenew(row),
    keepAliveAt: canRenew(row) && (status === 'active' || status === 'frozen') ? row.keepAliveAt : null,
    endsAt: endOf(row, summary.verdict),
    webhook: webhookOf(row),
    clock: clockOf(row),
    apiUrl: apiUrl(),
    keys: row.keys.map(({ id, name, lastUsedAt }) => ({ id, name: shownName(name) ?? '', lastUsedAt })),
    ...{ labels: row.labels, note: row.note },
    toldByWebhook: row.toldByWebhook,
    toldByMail: isMailSetUp() ? row.toldByMail.map(shownRaw) : [],
    disconnect: {
      requestedAt: disconnectRequestedAt,
      finishedAt: disconnectedAt,
      steps: readReceipt(row.disconnectSteps),
      isRunning: isDisconnecting(row, summary.verdict),
    },
  }
}

function withPause({ pausedAt }: OwnConnection, verdict: Verdict): Verdict {
  return verdict.reason === 'paused' ? { ...verdict, evidence: { ...verdict.evidence, at: pausedAt } } : verdict
}

function memberDoubtOf({ membershipId, memberName, grantedScopes }: OwnConnection): ConnectionDetail['memberDoubt'] {
  if (membershipId !== null && memberName !== null) return null
  return grantedScopes.includes('membership.read') ? 'not_read' : 'not_granted'
}

/** While an administrator has to act, automatic renewal cannot be promised, and the date at which it ends is real. */
function endOf(row: OwnConnection, { state, validUntil }: Verdict): Date | null {
  if (validUntil === null) return null
  const facts = factsOf(row)
  return willEndAt(facts, new Date()) ?? (state === 'operator' ? refreshExpiry(facts) : null)
}

/** A subscription of an earlier permission counts for nothing: whether Qonto still delivers to it is not known. */
function webhookOf({ subscribedAt, grantedAt, grantedScopes, status }: OwnConnection): ConnectionDetail['webhook'] {
  if (subscribedAt !== null && subscribedAt >= grantedAt) return { since: subscribedAt }
  const offered = status === 'active' && grantedScopes.includes('webhook') && webhookCallback(settings()) !== null
  return offered ? 'offered' : null
}

function clockOf({ grantedAt, rotations }: OwnConnection): GrantEvent[] {
  const turns = rotations
    .filter(({ startedAt }) => startedAt >= grantedAt)
    .map(({ startedAt, outcome, cause }): GrantEvent => ({ kind: kindOf(outcome), at: startedAt, cause }))
  return [{ kind: 'granted', at: grantedAt, cause: null }, ...turns.reverse()]
}

function kindOf(outcome: string | null): GrantEvent['kind'] {
  if (outcome === null) return 'rotation_unknown'
  return outcome === 'rotated' || outcome === 'overtaken' ? 'rotated' : 'rotation_failed'
}
