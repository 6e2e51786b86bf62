import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { db } from '#lib/db'
import { Prisma } from '#lib/generated/prisma/client'
import { daysOf, type Kept, RENEWALS_SHOWN } from '#lib/person/retention'

/** Small enough that no page waits for a statement, with a breath in between. */
const BATCH = 500
const PAUSE_MS = 50

/** Connections whose renewals are looked at by one statement. */
const PAGE = 5_000
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/** What is too old, for each kind but renewals: the table, and the condition on its row `old` before a point in time. */
const RULES: Record<Exclude<Kept, 'renewals'>, { table: string; tooOld: (before: Prisma.Sql) => Prisma.Sql }> = {
  activity: {
    table: 'activities',
    // When a connection was paused stands nowhere else, and the verdict names it.
    tooOld: (before) => Prisma.sql`old.at < ${before} AND NOT (old.event = 'paused'
      AND EXISTS (SELECT 1 FROM connections c WHERE c.id = old.connection_id AND c.status = 'frozen')
      AND NOT EXISTS (SELECT 1 FROM activities newer WHERE newer.connection_id = old.connection_id
                         AND newer.event = 'paused' AND newer.id > old.id))`,
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
    tooOld: (before) => Prisma.sql`(old.revoked_at < ${before} OR old.expires_at < ${before})`,
  },
  events: { table: 'events', tooOld: (before) => Prisma.sql`old.at < ${before}` },
  incidents: { table: 'operator_incidents', tooOld: (before) => Prisma.sql`old.ended_at < ${before}` },
  endedLinks: {
    table: 'links',
    tooOld: (before) => Prisma.sql`(old.revoked_at < ${before} OR old.expires_at < ${before})`,
  },
  unusedInvitations: {
    table: 'invitations',
    tooOld: (before) => Prisma.sql`old.used_at IS NULL AND old.expires_at < ${before}`,
  },
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
  for (const kept of Object.keys(RULES) as Array<keyof typeof RULES>) gone += await forget(kept, until, stopping)
  return gone + (await forgetRenewals(until, stopping))
}

async function forget(kept: keyof typeof RULES, until: number, stopping?: AbortSignal): Promise<number> {
  const { table, tooOld } = RULES[kept]
  const before = limitOf(kept)
  const name = Prisma.raw(table)
  for (let gone = 0; ; await wait(PAUSE_MS)) {
    if (performance.now() > until || stopping?.aborted) return gone
    const count = await db().$executeRaw`
      DELETE FROM ${name} WHERE ctid IN (SELECT old.ctid FROM ${name} old WHERE ${tooOld(before)} LIMIT ${BATCH})`
    gone += count
    if (count < BATCH) return gone
  }
}

/** Where the next look at renewals begins: one that ran out of time goes on there. */
let renewalsAfter = BEFORE_ALL

/**
 * What the picture of the current permission shows stays, however old it is, and so does an attempt of which the outcome is
 * not known. Old rows that stay become more with every year, so no statement looks at them: for each connection, the oldest
 * renewal of its picture says from where on its index holds what goes.
 */
async function forgetRenewals(until: number, stopping?: AbortSignal): Promise<number> {
  for (let gone = 0; ; await wait(PAUSE_MS)) {
    if (performance.now() > until || stopping?.aborted) return gone
    const [page] = await db().$queryRaw<Array<{ gone: number; last: string | null }>>`
      WITH page AS (SELECT id, granted_at, attempt_at FROM connections WHERE id > ${renewalsAfter}::uuid ORDER BY id LIMIT ${PAGE}),
      gone AS (
        DELETE FROM rotations old USING page c
         WHERE old.connection_id = c.id AND old.started_at IS DISTINCT FROM c.attempt_at
           AND old.started_at < least(${limitOf('renewals')}, greatest(c.granted_at, (
                 SELECT started_at FROM rotations WHERE connection_id = c.id
                  ORDER BY started_at DESC OFFSET ${RENEWALS_SHOWN - 1} LIMIT 1)))
        RETURNING 1)
      SELECT (SELECT count(*) FROM gone)::int AS gone, (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last`
    gone += page?.gone ?? 0
    renewalsAfter = page?.last ?? BEFORE_ALL
    if (renewalsAfter === BEFORE_ALL) return gone
  }
}

function limitOf(kept: Kept): Prisma.Sql {
  return Prisma.sql`now() - make_interval(days => ${daysOf(kept)}::int)`
}
