import type { components } from '#cli/schema'

export type Connection = components['schemas']['Connection']
export type ProblemCode = components['schemas']['Problem']['code']
type State = Connection['verdict']['state']

/** What a script reads. */
export const EXIT = { works: 0, person: 1, passes: 2, setup: 3, unknown: 10 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What each state is called in the dashboard. */
export const LABELS: Record<State, string> = {
  never: 'Not connected',
  pending: 'Waiting for Qonto',
  ok: 'Working',
  limited: 'Working with limits',
  no_renew: 'Ends soon',
  trouble: 'Having trouble',
  expiring: 'Re-authorise soon',
  broken: 'Reconnect needed',
  operator: 'Setup problem',
  locked: 'Cannot read stored tokens',
  frozen: 'Paused by you',
  gone: 'Disconnected',
}

export function isState(text: string): text is State {
  return Object.hasOwn(LABELS, text)
}

/** A newer dashboard may know states that this program does not. */
export function labelOf(state: string): string {
  return isState(state) ? LABELS[state] : state
}

/** A token of these is handed out, and Qonto takes it; somebody may have to act later. */
const WORKING: readonly State[] = ['ok', 'limited', 'no_renew', 'expiring']

/** Whether it works, and if not, who ends that. */
export function exitCodeOf({ state, owner }: Connection['verdict']): ExitCode {
  if (WORKING.includes(state)) return EXIT.works
  if (!isState(state)) return EXIT.unknown
  if (owner === 'administrator') return EXIT.setup
  return state === 'trouble' && owner === 'nobody' ? EXIT.passes : EXIT.person
}

/** What a refused call says about the connection. Most say something about the call alone. */
const OF_PROBLEM: Record<ProblemCode, ExitCode> = {
  paused: EXIT.person,
  disconnected: EXIT.person,
  reconnect: EXIT.person,
  missing_scopes: EXIT.person,
  busy: EXIT.passes,
  later: EXIT.passes,
  setup_problem: EXIT.setup,
  locked: EXIT.setup,
  invalid_request: EXIT.unknown,
  invalid_key: EXIT.unknown,
  not_permitted: EXIT.unknown,
  not_found: EXIT.unknown,
  method_not_allowed: EXIT.unknown,
  too_large: EXIT.unknown,
  failed: EXIT.unknown,
  too_many_requests: EXIT.unknown,
  unavailable: EXIT.unknown,
}

export function exitCodeOfProblem(code: string): ExitCode {
  return isProblemCode(code) ? OF_PROBLEM[code] : EXIT.unknown
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(OF_PROBLEM, code)
}
