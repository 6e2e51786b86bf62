import type { Running } from '#scripts/command'
import type { Helper } from '#scripts/keep-alive'
import { embeddedPostgres } from '#scripts/postgres/embedded'
import type { Secrets } from '#scripts/secrets'

/** Starts, adopts or shares the PostgreSQL of a data directory and puts its address into DATABASE_URL. */
export async function startEmbedded({ undo }: Pick<Running, 'undo'>, data: string, secrets: Secrets): Promise<Helper> {
  const server = embeddedPostgres(data, secrets)
  await undo.add('PostgreSQL', server.stop)
  await server.ensure()
  process.env.DATABASE_URL = server.url()
  return { name: 'PostgreSQL', ...server }
}
