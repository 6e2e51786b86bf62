import { accessSync, constants } from 'node:fs'
import { fail, ok, type Result } from '#lib/result'

/** What pg reads from the query of a connection URI, or we do. */
const READ = [
  ...['host', 'port', 'user', 'password', 'application_name', 'options', 'client_encoding'],
  ...['sslmode', 'sslcert', 'sslkey', 'sslrootcert', 'sslnegotiation', 'uselibpqcompat', 'ssl', 'connection_limit'],
]
/** What others need to be told and we find out, or bound ourselves; nothing is lost by not reading it. */
const NEEDLESS = [
  ...['pgbouncer', 'pool_timeout', 'connect_timeout', 'statement_cache_size', 'fallback_application_name'],
  ...['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count', 'tcp_user_timeout'],
]
const KNOWN: ReadonlySet<string> = new Set([...READ, ...NEEDLESS])

/** Parameters whose value is a file. */
const FILES = ['sslcert', 'sslkey', 'sslrootcert']

/** What to do instead, where "remove it" does not say enough. */
const ADVICE: Readonly<Record<string, string>> = {
  schema:
    'give each installation a database of its own, and remove it (schema=public is the default and may stay). Two installations that share tables would end each other’s connections.',
  dbname: 'write the name of the database as the path: postgresql://host:5432/database.',
  hostaddr: 'write the address as the host.',
  service: 'service files are not read: write host, port, user and database out.',
  passfile: 'password files are not read: write the password into the URL.',
  channel_binding: 'channel binding cannot be required here: remove it, and use sslmode=verify-full.',
}

/**
 * A connection URI as PostgreSQL documents it (libpq, "Connection URIs"): TCP, IPv6, and sockets as `?host=/path` or as an
 * encoded host. What is documented there and cannot be read is refused by name instead of being dropped. Never quotes more than
 * the name of a parameter and the path of a file.
 * @returns the URI as it was given, or what is wrong with it
 */
export function checkDatabaseUrl(text: string): Result<string, string> {
  if (!/^postgres(ql)?:\/\//.test(text))
    return fail('is not a PostgreSQL address: write postgresql://user:password@host:5432/database.')
  if (namesSeveralHosts(text))
    return fail('names several hosts: write one, or the address of a proxy in front of them.')
  const url = parse(text)
  if (!url)
    return fail(
      'cannot be read: write postgresql://user:password@host:5432/database, and encode signs of the password such as @, / and # (%40, %2F, %23).',
    )
  for (const [name, value] of url.searchParams)
    if (!KNOWN.has(name) && !(name === 'schema' && value === 'public'))
      return fail(`has ?${name}=, which is not supported: ${ADVICE[name] ?? 'remove it.'}`)
  const repeated = [...url.searchParams.keys()].find((name, at, all) => all.indexOf(name) !== at)
  if (repeated !== undefined) return fail(`has ?${repeated}= twice: write it once.`)
  if (url.searchParams.get('sslrootcert') === 'system')
    return fail('has ?sslrootcert=system: leave it out, the authorities that Node.js knows are used then.')
  const missing = FILES.find((name) => !isReadable(url.searchParams.get(name)))
  if (missing !== undefined)
    return fail(`names a file with ?${missing}= that is not there, or that this user may not read.`)
  return ok(text)
}

/** As pg reads it: a URL with a user and no host, which a socket needs none of, has one for the moment of reading. */
function parse(text: string): URL | null {
  return URL.parse(text) ?? URL.parse(text.replace('@/', '@socket/'))
}

function namesSeveralHosts(text: string): boolean {
  const [, authority = ''] = /^\w+:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(text) ?? []
  const [, query = ''] = /\?(.*)$/.exec(text) ?? []
  const asked = new URLSearchParams(query)
  return [authority.replaceAll(/%2c/gi, ','), ...asked.getAll('host'), ...asked.getAll('port')].some((part) =>
    part.includes(','),
  )
}

function isReadable(file: string | null): boolean {
  if (!file) return true
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}
