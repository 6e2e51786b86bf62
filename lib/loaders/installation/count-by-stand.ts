import 'server-only'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { StandCount } from '#lib/loaders/views'

/** As the job that tells has seen them last: a verdict is not computed for everybody's connections. Read from an index alone. */
export function countByStand(): Promise<StandCount[]> {
  return db().$queryRaw`
    SELECT stand, sum(count)::int AS count FROM (
      SELECT coalesce(seen_stand, told_stand) AS stand, count(*) FROM connections
       WHERE environment = ${settings().environment}::environment AND status <> 'disconnected'
       GROUP BY seen_stand, told_stand) AS counted
     GROUP BY stand ORDER BY 2 DESC`
}
