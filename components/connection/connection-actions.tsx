import type { ConnectAction } from '#components/connect-form'
import type { ShownOutcome } from '#lib/connection/action-outcome'

export type OutcomeAction = (previous: ShownOutcome, form: FormData) => Promise<ShownOutcome>

/** What a person can do to a connection; the pages hand these in. */
export interface ConnectionActions {
  connect: ConnectAction
  check: OutcomeAction
  pause: OutcomeAction
  resume: OutcomeAction
  subscribe: OutcomeAction
  disconnect: OutcomeAction
}
