import 'server-only'
import { operatorProblems } from '#lib/connection/operator-problems'
import { db } from '#lib/db'

/**
 * `healthy` is whether this process can serve its pages, and decides the status: a restart or another replica would help.
 * `problems` is what only an administrator can end; it changes nothing about the status, because no load balancer can help.
 */
export interface Health {
  healthy: boolean
  problems: string[]
}

export async function loadHealth(): Promise<Health> {
  const answers = await db().$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  )
  if (!answers) return { healthy: false, problems: ['database_unreachable'] }
  return { healthy: true, problems: await operatorProblems().catch(() => []) }
}
