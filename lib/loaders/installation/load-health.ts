import 'server-only'
import { operatorProblems } from '#lib/connection/fleet/operator-problems'
import { db } from '#lib/db'
import { waitAtMost } from '#lib/deadline'
import { VERSION } from '#lib/version'

/** Before any supervisor takes a slow answer for none: a database that hangs must not get this process killed. */
const ANSWER_WITHIN_MS = 1_000

/** What is wrong while the process lives. None of it is mended by a restart, so whoever asks is alive whatever it says. */
export interface Health {
  /** Whether the database answers. */
  healthy: boolean
  /** What only an administrator can end. */
  problems: string[]
  version: string
}

export async function loadHealth(): Promise<Health> {
  const found = await waitAtMost(ANSWER_WITHIN_MS, ask()).catch(() => ({
    healthy: false,
    problems: ['database_unreachable'],
  }))
  return { ...found, version: VERSION }
}

async function ask(): Promise<Omit<Health, 'version'>> {
  await db().$queryRaw`SELECT 1`
  return { healthy: true, problems: await operatorProblems().catch(() => []) }
}
