import 'server-only'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { DUE_WORK } from '#lib/jobs/jobs'

/** Enough to say "many". */
const MOST_COUNTED = 1_000

/** What the jobs should have done long ago, as far as it is counted, and when the queue last ran to its end. */
export interface Overdue {
  connections: number
  transitions: number
  mails: number
  webhooks: number
  lastRun: { at: Date; secondsAgo: number } | null
}

/** Each kind is late after several times the pause in which its job looks, or the time for which one process holds it. */
export async function findOverdue(): Promise<Overdue> {
  const { environment, clientId } = settings()
  const [[counts], lastRun] = await Promise.all([
    db().$queryRaw<Array<Omit<Overdue, 'lastRun'>>>`
      SELECT (SELECT count(*)::int FROM (
                SELECT 1 FROM connections WHERE due_at < now() - interval '15 minutes'
                   AND environment::text = ${environment} AND client_id = ${clientId} LIMIT ${MOST_COUNTED}) late) AS connections,
             (SELECT count(*)::int FROM (
                SELECT 1 FROM connections WHERE tell_at < now() - interval '5 minutes'
                   AND environment::text = ${environment} LIMIT ${MOST_COUNTED}) late) AS transitions,
             count(*) FILTER (WHERE channel = 'mail')::int AS mails,
             count(*) FILTER (WHERE channel = 'webhook')::int AS webhooks
        FROM (SELECT channel FROM deliveries
               WHERE next_attempt_at < now() - interval '10 minutes' LIMIT ${MOST_COUNTED}) late`,
    findLastRun(),
  ])
  return { ...{ connections: 0, transitions: 0, mails: 0, webhooks: 0 }, ...counts, lastRun }
}

async function findLastRun(): Promise<Overdue['lastRun']> {
  // The queue makes its tables when it starts for the first time.
  const [queue] = await db().$queryRaw<Array<{ is: boolean }>>`SELECT to_regclass('pgboss.job') IS NOT NULL AS is`
  if (!queue?.is) return null
  const [run] = await db().$queryRaw<Array<{ at: Date | null; secondsAgo: number }>>`
    SELECT max(completed_on) AS at, extract(epoch FROM now() - max(completed_on))::int AS "secondsAgo"
      FROM pgboss.job WHERE name = ${DUE_WORK} AND state = 'completed'`
  return run?.at ? { at: run.at, secondsAgo: run.secondsAgo } : null
}
