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

const CALM: ReadonlySet<VerdictState> = new Set(['ok', 'frozen', 'gone'])

/** True while a person has to do something so that it works, or goes on working. */
export function needsSomebody({ verdict }: { verdict: Pick<Verdict, 'state' | 'owner'> }): boolean {
  return verdict.owner !== 'nobody' && !CALM.has(verdict.state)
}
