import type { ConnectAction } from '#components/connect-form'
import type { ActionOutcome } from '#lib/connection/action-outcome'

export type OutcomeAction = (previous: ActionOutcome, form: FormData) => Promise<ActionOutcome>

/** What a person can do to a connection; the pages hand these in. */
export interface ConnectionActions {
  connect: ConnectAction
  check: OutcomeAction
  pause: OutcomeAction
  resume: OutcomeAction
  disconnect: OutcomeAction
}
