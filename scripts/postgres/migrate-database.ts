import { setTimeout as sleep } from 'node:timers/promises'
import { migrate } from '#prisma/migrate'
import { verifyDatabase } from '#scripts/postgres/database'
import { describeDatabase } from '#scripts/postgres/describe-database'
import { errorCode, Refusal } from '#server/refusal'
import { complain, say } from '#server/terminal'

const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', '57P03'])
const PATIENCE_MS = 30_000

/** Waits for the database and brings it up to this checkout. */
export async function migrateDatabase(url: string, signal?: AbortSignal): Promise<void> {
  await waitForDatabase(url, signal)
  const onWait = (seconds: number) => say(`Waiting for the migrations of another process (${seconds} s) ...`)
  const result = await migrate(url, { onWait })
  if (!result.ok) throw new Refusal(result.reason)
  const { applied, unknown } = result.value
  if (applied.length > 0) say(`Migrations applied: ${applied.join(', ')}`)
  if (unknown.length > 0)
    complain(`The database also has migrations of another version of the dashboard: ${unknown.join(', ')}.`)
}

/** A database beside us may need longer to come up than we do. */
async function waitForDatabase(url: string, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (let told = false; ; told = true) {
    const problem = await verifyDatabase(url).then(
      () => null,
      (error: unknown) => ({
        code: errorCode(error) ?? '',
        message: error instanceof Error ? error.message : String(error),
      }),
    )
    if (!problem || signal?.aborted) return
    if (!NOT_YET.has(problem.code) || Date.now() > deadline)
      throw new Refusal(`The database ${describeDatabase(url)} cannot be used: ${problem.message || problem.code}.`)
    if (!told) say(`Waiting for the database ${describeDatabase(url)} ...`)
    await sleep(500)
  }
}
