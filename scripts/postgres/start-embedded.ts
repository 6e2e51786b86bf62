import { dataFiles } from '#scripts/command/data-directory'
import type { Running } from '#scripts/command/run-command'
import type { Helper } from '#scripts/launch/keep-alive'
import type { Secrets } from '#scripts/launch/secrets'
import { embeddedPostgres } from '#scripts/postgres/embedded'
import { readClusterFile } from '#scripts/postgres/mark-start'

/** Starts, adopts or shares the PostgreSQL of a data directory and puts its address into DATABASE_URL, beside what tells it from a copy. */
export async function startEmbedded({ undo }: Pick<Running, 'undo'>, data: string, secrets: Secrets): Promise<Helper> {
  const server = embeddedPostgres(data, secrets)
  await undo.add('PostgreSQL', server.stop)
  await server.ensure()
  process.env.DATABASE_URL = server.url()
  process.env.MOORING_CLUSTER_FILE = await readClusterFile(dataFiles(data).postgres)
  return { name: 'PostgreSQL', ...server }
}
