import 'server-only'
import { databaseOrigin } from '#lib/connection/origin'

/** What stops work for the whole installation until an administrator acts. Each name stands in the log and in `/api/health`. */
export type OperatorProblem = 'database_copied'

/** The problems of this moment; none when all is well. Throws while the database is away. */
export async function operatorProblems(): Promise<OperatorProblem[]> {
  return (await databaseOrigin()) === 'copied' ? ['database_copied'] : []
}
