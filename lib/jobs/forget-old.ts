import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { db } from '#lib/db'
import { Prisma } from '#lib/generated/prisma/client'
import { daysOf, type Kept, RENEWALS_SHOWN } from '#lib/person/retention'

/** Small enough that no page waits for a statement, with a breath in between. */
const BATCH = 500
const PAUSE_MS = 50

/** What is too old, for each kind: the table, and the condition on its row `old` before a point in time. */
const RULES: Record<Kept, { table: string; tooOld: (before: Prisma.Sql) => Prisma.Sql }> = {
  activity: {
    table: 'activities',
    // When a connection was paused stands nowhere else, and the verdict names it.
    tooOld: (before) => Prisma.sql`old.at < ${before} AND NOT (old.event = 'paused'
      AND EXISTS (SELECT 1 FROM connections c WHERE c.id = old.connection_id AND c.status = 'frozen')
      AND NOT EXISTS (SELECT 1 FROM activities newer WHERE newer.connection_id = old.connection_id
                         AND newer.event = 'paused' AND newer.id > old.id))`,
  },
  renewals: {
    table: 'rotations',
    // What the picture of the current permission shows stays, and so does an attempt of which the outcome is not known.
    tooOld: (before) => Prisma.sql`old.started_at < ${before} AND EXISTS (
      SELECT 1 FROM connections c WHERE c.id = old.connection_id AND c.attempt_at IS DISTINCT FROM old.started_at
         AND (old.started_at < c.granted_at OR ${RENEWALS_SHOWN} <= (
           SELECT count(*) FROM rotations newer
            WHERE newer.connection_id = old.connection_id AND newer.started_at > old.started_at)))`,
  },
  trips: { table: 'transactions', tooOld: (before) => Prisma.sql`old.begun_at < ${before}` },
  sessions: { table: 'sessions', tooOld: (before) => Prisma.sql`old.expires_at < ${before}` },
  revocations: { table: 'revocations', tooOld: (before) => Prisma.sql`old.done_at < ${before}` },
  unfinishedRevocations: {
    table: 'revocations',
    tooOld: (before) => Prisma.sql`old.done_at IS NULL AND old.created_at < ${before}`,
  },
  endedSubscriptions: {
    table: 'webhook_subscriptions',
    tooOld: (before) => Prisma.sql`old.created_at < ${before} AND EXISTS (
      SELECT 1 FROM connections c WHERE c.id = old.connection_id AND coalesce(c.failed_at, old.created_at) < ${before}
         AND coalesce(c.refresh_token_sealed, c.access_token_sealed) IS NULL)`,
  },
  endedKeys: {
    table: 'api_keys',
    tooOld: (before) => Prisma.sql`least(old.revoked_at, old.expires_at) < ${before}`,
  },
  events: { table: 'events', tooOld: (before) => Prisma.sql`old.at < ${before}` },
  incidents: { table: 'operator_incidents', tooOld: (before) => Prisma.sql`old.ended_at < ${before}` },
  endedLinks: { table: 'links', tooOld: (before) => Prisma.sql`least(old.revoked_at, old.expires_at) < ${before}` },
  unconfirmedAddresses: {
    table: 'mail_addresses',
    tooOld: (before) => Prisma.sql`old.confirmed_at IS NULL AND old.confirm_until < ${before}`,
  },
  keyUses: { table: 'api_key_uses', tooOld: (before) => Prisma.sql`old.day < ${before}` },
  deliveries: { table: 'webhook_deliveries', tooOld: (before) => Prisma.sql`old.received_at < ${before}` },
}

/**
 * Deletes what was kept for long enough, in small batches. What is left when the time is over waits for the next run.
 * @param until stop before this time (monotonic, ms)
 * @param stopping stop as soon as this is aborted
 * @returns how many rows are gone
 */
export async function forgetOld(until: number, stopping?: AbortSignal): Promise<number> {
  let gone = 0
  for (const kept of Object.keys(RULES) as Kept[]) gone += await forget(kept, until, stopping)
  return gone
}

async function forget(kept: Kept, until: number, stopping?: AbortSignal): Promise<number> {
  const { table, tooOld } = RULES[kept]
  const before = Prisma.sql`now() - make_interval(days => ${daysOf(kept)}::int)`
  const name = Prisma.raw(table)
  for (let gone = 0; ; await wait(PAUSE_MS)) {
    if (performance.now() > until || stopping?.aborted) return gone
    const count = await db().$executeRaw`
      DELETE FROM ${name} WHERE ctid IN (SELECT old.ctid FROM ${name} old WHERE ${tooOld(before)} LIMIT ${BATCH})`
    gone += count
    if (count < BATCH) return gone
  }
}
