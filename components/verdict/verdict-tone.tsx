import type { IconName } from '#components/ui/icon'
import type { Tone } from '#components/ui/tone'
import type { Verdict, VerdictState } from '#lib/connection/types'

interface VerdictLook {
  tone: Tone
  icon: IconName
}

const LOOKS: Record<VerdictState, VerdictLook> = {
  never: { tone: 'quiet', icon: 'dot' },
  pending: { tone: 'info', icon: 'hands' },
  ok: { tone: 'good', icon: 'check' },
  limited: { tone: 'limited', icon: 'slash' },
  no_renew: { tone: 'attention', icon: 'hands' },
  trouble: { tone: 'attention', icon: 'bang' },
  expiring: { tone: 'attention', icon: 'hands' },
  broken: { tone: 'broken', icon: 'bang' },
  operator: { tone: 'broken', icon: 'wrench' },
  locked: { tone: 'broken', icon: 'lock' },
  frozen: { tone: 'quiet', icon: 'pause' },
  gone: { tone: 'quiet', icon: 'square' },
}

/** How a verdict looks. Its words say the same. */
export function verdictLook({ state, reason }: Pick<Verdict, 'state' | 'reason'>): VerdictLook {
  if (reason === 'disconnect_unconfirmed' || reason === 'disconnect_given_up')
    return { tone: 'attention', icon: 'bang' }
  return LOOKS[state]
}

/** True while nobody here can tell until when it works: its tokens cannot be read, or the original uses them. */
export function isEndUnknown({ state, reason }: Pick<Verdict, 'state' | 'reason'>): boolean {
  return state === 'locked' || reason === 'database_copied'
}

const CALM: ReadonlySet<VerdictState> = new Set(['ok', 'frozen', 'gone'])

/** True while a person has to do something so that it works, or goes on working. */
export function needsSomebody({ verdict }: { verdict: Pick<Verdict, 'state' | 'owner'> }): boolean {
  return verdict.owner !== 'nobody' && !CALM.has(verdict.state)
}

type Judged = Parameters<typeof needsSomebody>[0]

/** What waits for somebody stands first, what was ended last; otherwise the order stays. */
export function byUrgency(one: Judged, other: Judged): number {
  return urgency(other) - urgency(one)
}

function urgency(connection: Judged): number {
  if (needsSomebody(connection)) return 1
  return connection.verdict.state === 'gone' ? -1 : 0
}
