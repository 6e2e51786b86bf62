import type { Standing, Verdict } from '#lib/connection/types'

/** Where a verdict stands among others: by its reason and by who must act, and only then by its state. */
export function standingOf({ state, reason, owner }: Pick<Verdict, 'state' | 'reason' | 'owner'>): Standing {
  if (reason === 'disconnected') return 'ended'
  if (state === 'frozen') return 'paused'
  // What works with limits works: they may be what its owner chose.
  if (state === 'ok' || state === 'limited') return 'works'
  if (owner === 'nobody') return 'retrying'
  return owner === 'you' ? 'needs_you' : 'needs_administrator'
}

/** From what does not work to what still does. An end that is not proven is as open as what is broken. */
const BY_URGENCY: ReadonlyArray<Verdict['state']> = ['broken', 'gone', 'locked', 'operator', 'expiring', 'no_renew']

/** The smaller, the sooner somebody should look. */
export function urgencyOf({ state }: Pick<Verdict, 'state'>): number {
  const place = BY_URGENCY.indexOf(state)
  return place === -1 ? BY_URGENCY.length : place
}
