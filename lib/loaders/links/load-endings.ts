import 'server-only'
import { factsOf } from '#lib/connection/facts'
import type { VerdictState } from '#lib/connection/types'
import { state, willEndAt } from '#lib/connection/verdict'
import type { OpenedLink } from '#lib/links/find-link'
import { type NotOpened, openLink } from '#lib/loaders/links/open-link'
import type { EndingView } from '#lib/loaders/views'
import { ok, type Result } from '#lib/result'
import { shownName } from '#lib/text/foreign-text'

/** What is over has no end to come, and of what cannot be read nobody knows. */
const WITHOUT_END: ReadonlySet<VerdictState> = new Set(['gone', 'broken', 'locked'])

/** The connections behind a calendar that will really end, and what its owner chose to read. Nothing is refreshed or checked for it. */
export async function loadEndings(
  secret: string,
  asked: Pick<Headers, 'get'>,
): Promise<Result<{ language: string | null; endings: EndingView[] }, NotOpened>> {
  const opened = await openLink('calendar', secret, asked)
  if (!opened.ok) return opened
  const { connections, now, language } = opened.value
  return ok({ language, endings: connections.flatMap(({ row }) => endingOf(row, now) ?? []) })
}

function endingOf(row: OpenedLink['connections'][number]['row'], now: Date): EndingView | null {
  const { id: connectionId, organizationName, generation, grantedAt, refreshIssuedAt } = row
  const facts = factsOf(row)
  const endsAt = WITHOUT_END.has(state(facts, now).state) ? null : willEndAt(facts, now)
  if (endsAt === null) return null
  const { canRenew: couldRenew } = facts
  const changedAt = (couldRenew ? refreshIssuedAt : null) ?? grantedAt
  return { connectionId, generation, changedAt, endsAt, couldRenew, organizationName: shownName(organizationName) }
}
