import { progress, say } from '#server/terminal'
import { hire } from './crew.ts'
import type { Timed } from './fleet-queries.ts'
import { type Finding, ms, percentile, table } from './report.ts'
import type { Stage } from './stage.ts'

const SMALL = 100
const LARGE = 100_000
const AT_MOST = 1.5

/** The same work with 100 connections and with 100,000: what is idle must cost nothing. */
export async function fleet(stage: Stage, quick: boolean): Promise<Finding[]> {
  const worker = await hire(stage)
  const repetitions = quick ? 200 : 1_000
  const userId = await seedBusy(stage)
  await seedIdle(stage, SMALL)
  const small = await worker.ask('fleetQueries', userId, repetitions)
  await progress(`Seeding ${LARGE} connections`, () => seedIdle(stage, LARGE))
  const large = await worker.ask('fleetQueries', userId, repetitions)
  await worker.dismiss()
  say(table([['query', 'connections', 'p50', 'p99'], ...[small, large].flatMap(rowsOf)]))
  for (const { name, scans } of large) say(`\nEXPLAIN of ${name}, ${LARGE} connections\n  ${scans.join('\n  ')}`)
  return large.map((many) => judge(small.find(({ name }) => name === many.name) ?? many, many))
}

function rowsOf(timed: Timed[], index: number): string[][] {
  return timed.map(({ name, times }) => [
    name,
    String(index === 0 ? SMALL : LARGE),
    ms(percentile(times, 0.5)),
    ms(percentile(times, 0.99)),
  ])
}

function judge(few: Timed, many: Timed): Finding {
  const [before, after] = [few, many].map(({ times }) => percentile(times, 0.5)) as [number, number]
  const byIndex = many.scans.every((scan) => !/Seq Scan on connections/.test(scan))
  return {
    promise: `${many.name} stays under ${AT_MOST} x, and uses an index`,
    measured: `${ms(before)} -> ${ms(after)} (${(after / before).toFixed(2)} x), ${byIndex ? 'index' : 'SEQUENTIAL SCAN'}`,
    kept: after / before < AT_MOST && byIndex,
  }
}

/** The person who opens the page, with three connections; five more are due, two have an attempt under way. */
async function seedBusy({ sql }: Stage): Promise<string> {
  const [user] = await sql<{ id: string }>('INSERT INTO users (id) VALUES (gen_random_uuid()) RETURNING id')
  await sql(`${INSERT} SELECT gen_random_uuid(), $1, ${COLUMNS} FROM generate_series(1, 3)`, [user?.id])
  await sql(`WITH owners AS (INSERT INTO users (id) SELECT gen_random_uuid() FROM generate_series(1, 7) RETURNING id)
    ${INSERT} SELECT gen_random_uuid(), id, ${COLUMNS} FROM owners`)
  await sql(
    `UPDATE connections SET proven_at = now() - interval '3 days'
    WHERE id IN (SELECT id FROM connections WHERE user_id <> $1 LIMIT 5)`,
    [user?.id],
  )
  await sql(
    `UPDATE connections SET attempt_at = now(), lease_until = now() + interval '1 hour'
    WHERE id IN (SELECT id FROM connections WHERE user_id <> $1 AND due_at > now() LIMIT 2)`,
    [user?.id],
  )
  return user?.id ?? ''
}

/** Idle connections of other people, up to so many rows altogether. */
export async function seedIdle({ sql }: Stage, total: number): Promise<void> {
  await sql(
    `WITH owners AS (
       INSERT INTO users (id) SELECT gen_random_uuid()
         FROM generate_series(1, $1 - (SELECT count(*)::int FROM connections)) RETURNING id)
     ${INSERT} SELECT gen_random_uuid(), id, ${COLUMNS} FROM owners`,
    [total],
  )
  await sql('VACUUM ANALYZE')
}

const INSERT = `INSERT INTO connections (id, user_id, environment, client_id, issuer, subject, generation,
  requested_scopes, granted_scopes, access_token_sealed, refresh_token_sealed, id_token_sealed,
  granted_at, access_expires_at, refresh_issued_at, proven_at, organization_id)`

// Envelopes are about as long as these texts; what is in them is never opened here.
const COLUMNS = `'simulator', 'client', 'https://issuer.example', gen_random_uuid()::text, 1,
  '{openid,offline_access}', '{openid,offline_access}', repeat('a', 300), repeat('r', 300), repeat('i', 1200),
  now(), now() + interval '1 hour', now(), now(), gen_random_uuid()::text`
