import 'server-only'
import { factsOf } from '#lib/connection/facts'
import type { VerdictState } from '#lib/connection/types'
import { state, willEndAt } from '#lib/connection/verdict'
import type { OpenedLink } from '#lib/links/find-link'
import { type NotOpened, openLink } from '#lib/loaders/links/open-link'
import type { StatusEntry, StatusView } from '#lib/loaders/views'
import { ok, type Result } from '#lib/result'
import { shownName } from '#lib/text/foreign-text'

/** In which renewal goes on by itself. */
const RENEWING: ReadonlySet<VerdictState> = new Set(['ok', 'limited', 'frozen'])

/** What a status link shows; nothing is refreshed or checked for it. */
export async function loadStatus(secret: string, asked: Pick<Headers, 'get'>): Promise<Result<StatusView, NotOpened>> {
  const opened = await openLink('status', secret, asked)
  if (!opened.ok) return opened
  const { isForAll, connections, now } = opened.value
  return ok({ isForAll, readAt: now, entries: connections.map((one) => entryOf(one, now)) })
}

/** It lists its fields, so that a new column never leaves by accident. */
function entryOf({ row, pausedAt }: OpenedLink['connections'][number], now: Date): StatusEntry {
  const { organizationName } = row
  const facts = factsOf(row)
  const verdict = state(facts, now)
  const renews = RENEWING.has(verdict.state) && facts.canRenew && willEndAt(facts, now) === null
  return {
    organizationName: shownName(organizationName),
    state: verdict.state,
    reason: verdict.reason,
    since: verdict.reason === 'paused' ? pausedAt : verdict.evidence.at,
    worksUntil: renews ? null : verdict.validUntil,
    renews,
  }
}
