import 'server-only'
import {
  OPERATOR_PROBLEMS,
  type OperatorNews,
  type OperatorProblem,
  operatorProblems,
} from '#lib/connection/fleet/operator-problems'
import { type DatabaseTransaction, db } from '#lib/db'
import { newId } from '#lib/ids'

/** What may pass by itself is told when it has lasted. */
const TOLD_AFTER_SECONDS: Record<OperatorProblem, number> = {
  ...{ database_copied: 0, fleet_brake: 0, keys_missing: 0 },
  setup_refused: 300,
}

/** Sends one message to everybody who runs this installation. @throws when it could not be sent */
export type TellOperators = (news: OperatorNews) => Promise<void>

/**
 * Notes the problems of the installation as incidents, and tells of each once when it has begun and once when it is over,
 * over all replicas: who has the row sends, and notes it in the same transaction. What could not be sent is tried again with
 * the next look.
 * @returns how many messages were sent
 */
export async function tellOperators(tell: TellOperators): Promise<number> {
  const problems = await operatorProblems()
  await note(problems)
  let told = 0
  for (const problem of OPERATOR_PROBLEMS) {
    while (await db().$transaction((tx) => tellEnd(tx, problem, tell))) told += 1
    if (await db().$transaction((tx) => tellBegin(tx, problem, tell))) told += 1
  }
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

async function tellBegin(tx: DatabaseTransaction, problem: OperatorProblem, tell: TellOperators): Promise<boolean> {
  const [incident] = await tx.$queryRaw<Array<{ id: string; since: Date }>>`
    SELECT id, begun_at AS since FROM operator_incidents
     WHERE problem = ${problem} AND ended_at IS NULL AND told_at IS NULL
       AND begun_at <= now() - make_interval(secs => ${TOLD_AFTER_SECONDS[problem]}::int)
       FOR UPDATE SKIP LOCKED`
  if (!incident) return false
  await tell({ problem, since: incident.since, overAt: null })
  await tx.$executeRaw`UPDATE operator_incidents SET told_at = now() WHERE id = ${incident.id}::uuid`
  return true
}

/** Whoever was called must not go on looking. */
async function tellEnd(tx: DatabaseTransaction, problem: OperatorProblem, tell: TellOperators): Promise<boolean> {
  const [incident] = await tx.$queryRaw<Array<{ id: string; since: Date; overAt: Date }>>`
    SELECT id, begun_at AS since, ended_at AS "overAt" FROM operator_incidents
     WHERE problem = ${problem} AND ended_at IS NOT NULL AND told_at IS NOT NULL AND end_told_at IS NULL
     ORDER BY begun_at LIMIT 1 FOR UPDATE SKIP LOCKED`
  if (!incident) return false
  const { id, ...times } = incident
  await tell({ problem, ...times })
  await tx.$executeRaw`UPDATE operator_incidents SET end_told_at = now() WHERE id = ${id}::uuid`
  return true
}
