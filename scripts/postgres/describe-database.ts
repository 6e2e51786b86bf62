import { SessionClient } from '#lib/database/session-client'

const NOT_READABLE = '(address not readable)'

/** Where a database is, as pg reads its address, without user and password. */
export function describeDatabase(databaseUrl: string): string {
  if (!/^postgres(ql)?:/.test(databaseUrl)) return NOT_READABLE
  try {
    const { host, port, database = '' } = new SessionClient({ connectionString: databaseUrl })
    return host.startsWith('/') ? `${database} at the socket ${host}/.s.PGSQL.${port}` : `${host}:${port}/${database}`
  } catch {
    return NOT_READABLE
  }
}
