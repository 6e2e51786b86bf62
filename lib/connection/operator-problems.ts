import 'server-only'
import { isBraked } from '#lib/connection/fleet-brake'
import { databaseOrigin } from '#lib/keys/database-identity'

/** What stops work for the whole installation until an administrator acts. Each name stands in the log and in `/api/health`. */
export type OperatorProblem = 'database_copied' | 'fleet_brake'

/** The problems of this moment; none when all is well. Throws while the database is away. */
export async function operatorProblems(): Promise<OperatorProblem[]> {
  const [origin, braked] = await Promise.all([databaseOrigin(), isBraked()])
  const problems: Array<[boolean, OperatorProblem]> = [
    [origin === 'copied', 'database_copied'],
    [braked, 'fleet_brake'],
  ]
  return problems.filter(([isOn]) => isOn).map(([, problem]) => problem)
}
