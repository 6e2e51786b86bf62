import { readFileSync } from 'node:fs'
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
const FILES: ReadonlySet<string> = new Set(['sslcert', 'sslkey', 'sslrootcert'])

/** What pg does by `sslmode`. It ignores any other word, `allow` among them, and would connect in clear. */
const SSL_MODES: ReadonlySet<string> = new Set([
  'disable',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
  'no-verify',
])

/** What is surely the path of a file, and not a key that was written in its place. */
const PATH = /^(\/[ -~]*|[ -~]*\.\w{1,10})$/

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
  const url = readDatabaseUrl(text)
  if (!url && /^\w+:\/\/([^@/?#]*@)?(:\d*)?([/?]|$)/.test(text))
    return fail('names no host: write one, localhost for instance, or a socket as /database?host=/path and its ?port=.')
  // Signs of a password that are not encoded end it early; what is left of it must not pass for another part.
  if (
    !url ||
    url.hash ||
    url.pathname.includes('@') ||
    [...url.searchParams.keys()].some((name) => /[^\w.-]/.test(name))
  )
    return fail(
      'cannot be read: write postgresql://user:password@host:5432/database, and encode signs of the password such as @, / and # (%40, %2F, %23).',
    )
  const problem = findQueryProblem(url.searchParams)
  return problem === null ? ok(text) : fail(problem)
}

/** How many connections the URL allows, if it says a number that can be meant. */
export function connectionLimit(text = ''): number | null {
  const limit = readDatabaseUrl(text)?.searchParams.get('connection_limit') ?? ''
  return isNumberUpTo(200, limit) ? Number(limit) : null
}

function isNumberUpTo(most: number, text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= most
}

/** As pg reads it: a URL with a user and no host, which a socket needs none of, has one for the moment of reading. */
function readDatabaseUrl(text: string): URL | null {
  return URL.parse(text) ?? URL.parse(text.replace('@/', '@socket/'))
}

function findQueryProblem(query: URLSearchParams): string | null {
  const seen = new Set<string>()
  for (const [name, value] of query) {
    if (!KNOWN.has(name) && !(name === 'schema' && value === 'public'))
      return `has ?${name}=, which is not supported: ${ADVICE[name] ?? 'remove it.'}`
    if (seen.has(name)) return `has ?${name}= twice: write it once.`
    seen.add(name)
    if (name === 'port' && !isNumberUpTo(65_535, value))
      return 'has a ?port= that is not a port: write a whole number from 1 to 65535.'
    if (name === 'sslmode' && !SSL_MODES.has(value))
      return `has an unknown ?sslmode=: write one of ${[...SSL_MODES].join(', ')}.`
    if (name === 'connection_limit' && !isNumberUpTo(200, value))
      return 'has a connection_limit that is not a number of connections: write 1 to 200.'
    if (name === 'sslrootcert' && value === 'system')
      return 'has ?sslrootcert=system: leave it out, the authorities that Node.js knows are used then.'
    if (FILES.has(name) && !isReadable(value))
      return `has ?${name}=, but the file${PATH.test(value) ? ` ${value}` : ''} cannot be read: it must be there, and this user must be allowed to read it.`
  }
  return null
}

function namesSeveralHosts(text: string): boolean {
  const [, authority = ''] = /^\w+:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(text) ?? []
  const [, query = ''] = /\?(.*)$/.exec(text) ?? []
  const asked = new URLSearchParams(query)
  // A socket as the host, beside another host, becomes a part of the database's name in pg.
  if (/^%2f/i.test(authority) && asked.get('host')) return true
  return [authority.replaceAll(/%2c/gi, ','), ...asked.getAll('host'), ...asked.getAll('port')].some((part) =>
    part.includes(','),
  )
}

function isReadable(file: string): boolean {
  if (file === '') return true
  try {
    readFileSync(file)
    return true
  } catch {
    return false
  }
}
