import 'server-only'
import { OPERATOR_PROBLEMS, type OperatorProblem, operatorProblems } from '#lib/connection/operator-problems'
import { type DatabaseTransaction, db } from '#lib/db'
import { newId } from '#lib/ids'

/** What may pass by itself is told when it has lasted. */
const TOLD_AFTER_SECONDS: Record<OperatorProblem, number> = {
  ...{ database_copied: 0, fleet_brake: 0, keys_missing: 0 },
  setup_refused: 300,
}

/** Sends one message about a problem to everybody who runs this installation. @throws when it could not be sent */
export type TellOperators = (problem: OperatorProblem, since: Date) => Promise<void>

/**
 * Notes the problems of the installation as incidents, and tells of each once over all replicas: who has the row sends, and
 * notes it in the same transaction. What could not be sent is tried again with the next look.
 * @returns what was told
 */
export async function tellOperators(tell: TellOperators): Promise<OperatorProblem[]> {
  const problems = await operatorProblems()
  await note(problems)
  const told: OperatorProblem[] = []
  for (const problem of problems) if (await db().$transaction((tx) => tellOnce(tx, problem, tell))) told.push(problem)
  return told
}

async function note(problems: OperatorProblem[]): Promise<void> {
  for (const problem of problems)
    await db().$executeRaw`
      INSERT INTO operator_incidents (id, problem) VALUES (${newId()}::uuid, ${problem})
      ON CONFLICT (problem) WHERE ended_at IS NULL DO NOTHING`
  const over = OPERATOR_PROBLEMS.filter((problem) => !problems.includes(problem))
  await db().operatorIncident.updateMany({
    where: { problem: { in: over }, endedAt: null },
    data: { endedAt: new Date() },
  })
}

async function tellOnce(tx: DatabaseTransaction, problem: OperatorProblem, tell: TellOperators): Promise<boolean> {
  const [incident] = await tx.$queryRaw<Array<{ id: string; begun_at: Date }>>`
    SELECT id, begun_at FROM operator_incidents
     WHERE problem = ${problem} AND ended_at IS NULL AND told_at IS NULL
       AND begun_at <= now() - make_interval(secs => ${TOLD_AFTER_SECONDS[problem]}::int)
       FOR UPDATE SKIP LOCKED`
  if (!incident) return false
  await tell(problem, incident.begun_at)
  await tx.$executeRaw`UPDATE operator_incidents SET told_at = now() WHERE id = ${incident.id}::uuid`
  return true
}
