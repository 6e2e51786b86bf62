import 'server-only'
import { CONFIGURATION_FAILURES } from '#lib/connection/failures'
import { isBraked } from '#lib/connection/fleet/fleet-brake'
import { latestOutcome } from '#lib/connection/fleet/latest-outcome'
import { databaseOrigin } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'

/** What stops work for the whole installation until an administrator acts. Each name stands in the log and in `/api/health`. */
export const OPERATOR_PROBLEMS = ['database_copied', 'fleet_brake', 'keys_missing', 'setup_refused'] as const
export type OperatorProblem = (typeof OPERATOR_PROBLEMS)[number]

/** A problem of the installation that has begun, or is over. */
export interface OperatorNews {
  problem: OperatorProblem
  since: Date
  /** Null while it lasts. */
  overAt: Date | null
}

/** The problems of this moment; none when all is well. Throws while the database is away. */
export async function operatorProblems(): Promise<OperatorProblem[]> {
  const [origin, braked, keys, latest] = await Promise.all([databaseOrigin(), isBraked(), keyState(), latestOutcome()])
  const isOn: Record<OperatorProblem, boolean> = {
    database_copied: origin === 'copied',
    fleet_brake: braked,
    keys_missing: keys !== 'ready',
    setup_refused: CONFIGURATION_FAILURES.has(latest ?? ''),
  }
  return OPERATOR_PROBLEMS.filter((problem) => isOn[problem])
}
