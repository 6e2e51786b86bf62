import { checkDatabaseUrl, readDatabaseUrl } from '#lib/database/url'
import { fail, ok, type Result } from '#lib/result'

/**
 * The configuration, parsed once at start (README.md, Settings). Blank means unset.
 * Values of secrets never appear in a problem's text.
 */
export interface Settings {
  environment: QontoEnvironment
  clientId: string
  clientSecret: string
  stagingToken: string | null
  scopes: string[]
  oauthUrl: string
  apiUrl: string
  /** Where else a browser is led on the way to the consent. */
  signInOrigins: readonly string[]
  issuer: string
  databaseUrl: string
  /** How many connections to the database this process may open. */
  poolSize: number
  /** Inode number and change time of a file of the embedded server; null for any other. The launcher says it, nobody sets it. */
  clusterFile: { inode: string; changed: string } | null
  /** The public origin of the dashboard, without a trailing slash. */
  origin: string
  authSecret: string
  /** The key ring: the first one seals, all of them open. */
  encryptionKeys: Array<{ id: string; key: Uint8Array }>
  port: number
  /** Whether this process does its share of the background work. */
  jobs: boolean
  /** How many reverse proxies stand in front and add to `X-Forwarded-For`; 0 believes no such header. */
  trustedProxies: number
  /** For how many days the log of what happened is kept. */
  activityDays: number
}

export const QONTO_ENVIRONMENTS = ['simulator', 'sandbox', 'production'] as const
export type QontoEnvironment = (typeof QONTO_ENVIRONMENTS)[number]
export type Environment = Readonly<Record<string, string | undefined>>

/** One thing that is wrong with one variable, and what to do about it. */
export interface SettingProblem {
  variable: string
  problem: string
}

/** The simulator knows exactly one app; its credentials are public on purpose and work nowhere else. */
export const SIMULATOR_APP = {
  clientId: '00000000-51a1-7000-8000-000000000001',
  clientSecret: 'simulator-client-secret-not-a-secret',
  stagingToken: 'simulator-staging-token',
  url: 'http://127.0.0.1:4400',
} as const

/**
 * Hosts by environment (Qonto, "Base URLs"); the first two overridable for tests and proxies. People sign in at the web
 * app, and in front of that of the sandbox stands a wall, which leads to its own sign-in or to the Developer Portal.
 */
const HOSTS: Record<QontoEnvironment, { oauth: string; api: string; signIn: readonly string[] }> = {
  simulator: { oauth: SIMULATOR_APP.url, api: SIMULATOR_APP.url, signIn: [] },
  sandbox: {
    oauth: 'https://oauth-sandbox.staging.qonto.co',
    api: 'https://thirdparty-sandbox.staging.qonto.co',
    signIn: ['https://sandbox.staging.qonto.co', 'https://qonto.onelogin.com', 'https://developers.qonto.com'],
  },
  production: {
    oauth: 'https://oauth.qonto.com',
    api: 'https://thirdparty.qonto.com',
    signIn: ['https://app.qonto.com'],
  },
}

/** A year, and a month more to look back at it. */
const DEFAULT_ACTIVITY_DAYS = 400

/** Enough for a page that asks for several things at once, and for the background work beside it. */
const DEFAULT_POOL_SIZE = 10

const DEFAULT_SCOPES = 'openid offline_access organization.read membership.read'

/** The environment that the variables resolve to, before anything else is checked. */
export function resolveEnvironment(env: Environment): Result<QontoEnvironment, SettingProblem> {
  const named = read(env, 'QONTO_ENVIRONMENT')
  if (named === null) return ok(read(env, 'QONTO_CLIENT_ID') === null ? 'simulator' : 'sandbox')
  const known = QONTO_ENVIRONMENTS.find((name) => name === named)
  if (known) return ok(known)
  return fail({ variable: 'QONTO_ENVIRONMENT', problem: `is not one of ${QONTO_ENVIRONMENTS.join(', ')}.` })
}

/** All settings, or every problem at once: an administrator should not have to start ten times. */
export function parseSettings(env: Environment): Result<Settings, SettingProblem[]> {
  const resolved = resolveEnvironment(env)
  if (!resolved.ok) return fail([resolved.reason])
  const environment = resolved.value
  const problems: SettingProblem[] = []
  const take = <Value>(result: Result<Value, SettingProblem>, otherwise: Value): Value => {
    if (result.ok) return result.value
    problems.push(result.reason)
    return otherwise
  }

  const oauthUrl = take(parseUrl(env, 'QONTO_OAUTH_URL', HOSTS[environment].oauth), '')
  const port = take(parsePort(env), 3000)
  const authSecret = take(parseAuthSecret(env), '')
  const settings: Settings = {
    environment,
    ...takeCredentials(env, environment, take),
    stagingToken: take(parseStagingToken(env, environment), null),
    scopes: take(parseScopes(env), []),
    oauthUrl,
    // The simulator answers for both hosts, wherever it runs.
    apiUrl: take(parseUrl(env, 'QONTO_API_URL', environment === 'simulator' ? oauthUrl : HOSTS[environment].api), ''),
    signInOrigins: HOSTS[environment].signIn,
    issuer: read(env, 'QONTO_ISSUER') ?? oauthUrl,
    databaseUrl: take(parseDatabaseUrl(env), ''),
    poolSize: take(parsePoolSize(env), DEFAULT_POOL_SIZE),
    clusterFile: parseClusterFile(env),
    origin: take(parseOrigin(env, environment, port), ''),
    authSecret,
    encryptionKeys: take(parseEncryptionKeys(env, authSecret), []),
    port,
    jobs: take(parseJobs(env), true),
    trustedProxies: take(parseTrustedProxies(env), 0),
    activityDays: take(parseActivityDays(env), DEFAULT_ACTIVITY_DAYS),
  }
  take(judgeOutgoingProxy(env), undefined)
  return problems.length === 0 ? ok(settings) : fail(problems)
}

let parsed: Settings | undefined

/** The settings of this process. Throws when they are wrong: the launcher has refused to start long before. */
export function settings(): Settings {
  if (parsed) return parsed
  const result = parseSettings(process.env)
  if (!result.ok) throw new Error(describeProblems(result.reason))
  parsed = result.value
  return parsed
}

/** The problems as lines for an administrator. */
export function describeProblems(problems: SettingProblem[]): string {
  return problems.map(({ variable, problem }) => `${variable} ${problem}`).join('\n')
}

function read(env: Environment, name: string): string | null {
  const value = env[name]?.trim()
  return value ? value : null
}

function takeCredentials(
  env: Environment,
  environment: QontoEnvironment,
  take: <Value>(result: Result<Value, SettingProblem>, otherwise: Value) => Value,
): Pick<Settings, 'clientId' | 'clientSecret'> {
  const required = (variable: string, own: string): Result<string, SettingProblem> => {
    const value = read(env, variable) ?? (environment === 'simulator' ? own : null)
    if (value !== null) return ok(value)
    return fail({
      variable,
      problem: `is missing: copy it from your app in Qonto's Developer Portal (${environment}).`,
    })
  }
  return {
    clientId: take(required('QONTO_CLIENT_ID', SIMULATOR_APP.clientId), ''),
    clientSecret: take(required('QONTO_CLIENT_SECRET', SIMULATOR_APP.clientSecret), ''),
  }
}

function parseStagingToken(env: Environment, environment: QontoEnvironment): Result<string | null, SettingProblem> {
  const variable = 'QONTO_STAGING_TOKEN'
  const value = read(env, variable)
  if (environment === 'sandbox' && value === null)
    return fail({
      variable,
      problem: 'is missing: the sandbox answers nothing without it. It is shown with your app in the Developer Portal.',
    })
  if (environment === 'production' && value !== null)
    return fail({ variable, problem: 'is set in production: it belongs to the sandbox only. Remove it.' })
  if (value !== null && !/^[\x21-\x7e]+$/.test(value))
    return fail({
      variable,
      problem: 'contains a character that no token has: copy it again from the Developer Portal.',
    })
  return ok(value ?? (environment === 'simulator' ? SIMULATOR_APP.stagingToken : null))
}

function parseScopes(env: Environment): Result<string[], SettingProblem> {
  const variable = 'QONTO_SCOPES'
  const scopes = [...new Set((read(env, variable) ?? DEFAULT_SCOPES).split(/\s+/))]
  // RFC 6749, section 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
  if (!scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)))
    return fail({
      variable,
      problem: 'contains a character that no scope may have: write scope names separated by spaces.',
    })
  if (!scopes.includes('openid'))
    return fail({ variable, problem: 'does not contain openid: without it nobody can be signed in. Add it.' })
  return ok(scopes)
}

function parseUrl(env: Environment, variable: string, otherwise: string): Result<string, SettingProblem> {
  const value = read(env, variable) ?? otherwise
  const url = URL.parse(value)
  if (!url || url.search || url.hash || url.username || url.password)
    return fail({ variable, problem: 'is not a plain URL: write something like https://host.example without a query.' })
  if (!isSafeUrl(url))
    return fail({ variable, problem: 'must use https: plain http is accepted for loopback addresses only.' })
  // As it was understood, not as it was spelled: paths are put behind it as text.
  return ok(`${url.origin}${url.pathname}`.replace(/\/+$/, ''))
}

function parseOrigin(env: Environment, environment: QontoEnvironment, port: number): Result<string, SettingProblem> {
  const variable = 'NEXTAUTH_URL'
  const value = read(env, variable) ?? (environment === 'production' ? null : `http://localhost:${port}`)
  if (value === null)
    return fail({
      variable,
      problem:
        'is missing: set the address under which people open this dashboard, for example https://qonto.example.com.',
    })
  const url = URL.parse(value)
  if (url?.pathname !== '/' || url.search || url.hash || url.username || url.password)
    return fail({
      variable,
      problem: 'is not an origin: write scheme, host and port only, for example https://qonto.example.com.',
    })
  if (!isSafeUrl(url))
    return fail({ variable, problem: 'must use https: plain http is accepted for loopback addresses only.' })
  return ok(url.origin)
}

function parseDatabaseUrl(env: Environment): Result<string, SettingProblem> {
  const variable = 'DATABASE_URL'
  const value = read(env, variable)
  if (value === null)
    return fail({ variable, problem: 'is missing: `npm start` fills it in when it starts PostgreSQL itself.' })
  const checked = checkDatabaseUrl(value)
  return checked.ok ? checked : fail({ variable, problem: checked.reason })
}

/** `connection_limit` in the URL is how Prisma names it; the variable of our own wins. */
function parsePoolSize(env: Environment): Result<number, SettingProblem> {
  const inUrl = readDatabaseUrl(read(env, 'DATABASE_URL') ?? '')?.searchParams.get('connection_limit') ?? null
  const [variable, value] =
    read(env, 'DATABASE_POOL_SIZE') === null && inUrl !== null
      ? ['DATABASE_URL', inUrl]
      : ['DATABASE_POOL_SIZE', read(env, 'DATABASE_POOL_SIZE') ?? String(DEFAULT_POOL_SIZE)]
  const size = /^\d{1,3}$/.test(value) ? Number(value) : 0
  if (size >= 1 && size <= 200) return ok(size)
  const named = variable === 'DATABASE_URL' ? 'has a connection_limit that' : ''
  return fail({ variable, problem: `${named} is not a number of connections: write 1 to 200.`.trim() })
}

function parseClusterFile(env: Environment): Settings['clusterFile'] {
  const [, inode, changed] = /^(\d+) (\d+)$/.exec(read(env, 'MOORING_CLUSTER_FILE') ?? '') ?? []
  return inode && changed ? { inode, changed } : null
}

function parseAuthSecret(env: Environment): Result<string, SettingProblem> {
  const variable = 'NEXTAUTH_SECRET'
  const value = read(env, variable)
  const advice = 'Generate one with `openssl rand -base64 32`.'
  if (value === null) return fail({ variable, problem: `is missing. ${advice}` })
  if (value.length < 32 || new Set(value).size < 10 || isExample(value))
    return fail({ variable, problem: `is too weak. ${advice}` })
  return ok(value)
}

function parseEncryptionKeys(env: Environment, authSecret: string): Result<Settings['encryptionKeys'], SettingProblem> {
  const variable = 'TOKEN_ENCRYPTION_KEYS'
  const advice =
    'Write id:key with a key from `openssl rand -base64 32`, several separated by commas, the active one first.'
  const value = read(env, variable)
  if (value === null) return fail({ variable, problem: `is missing. ${advice}` })
  const entries = value.split(',').map((entry) => /^([A-Za-z0-9_-]{1,16}):([A-Za-z0-9+/]{43}=)$/.exec(entry.trim()))
  const keys = entries.map((entry) => ({ id: entry?.[1] ?? '', key: Buffer.from(entry?.[2] ?? '', 'base64') }))
  if (keys.some(({ id, key }) => !id || key.length !== 32))
    return fail({ variable, problem: `is not a list of 32-byte keys. ${advice}` })
  if (new Set(keys.map(({ id }) => id)).size !== keys.length)
    return fail({ variable, problem: 'names one id twice: give every key its own id.' })
  if (keys.some(({ key }) => isProgression(key) || key.toString('base64') === authSecret))
    return fail({ variable, problem: `contains a weak key, or the NEXTAUTH_SECRET. ${advice}` })
  return ok(keys)
}

function parsePort(env: Environment): Result<number, SettingProblem> {
  const text = read(env, 'PORT') ?? '3000'
  const value = Number(text)
  if (/^\d+$/.test(text) && value > 0 && value < 65_536) return ok(value)
  return fail({ variable: 'PORT', problem: 'is not a port: write a whole number from 1 to 65535.' })
}

function parseJobs(env: Environment): Result<boolean, SettingProblem> {
  const value = read(env, 'MOORING_JOBS') ?? 'on'
  if (value === 'on' || value === 'off') return ok(value === 'on')
  return fail({ variable: 'MOORING_JOBS', problem: 'is neither on nor off.' })
}

function parseTrustedProxies(env: Environment): Result<number, SettingProblem> {
  const variable = 'MOORING_TRUSTED_PROXIES'
  const value = read(env, variable) ?? '0'
  // Digits only: `true`, a list of addresses or `1.0` are other products' ways of saying it, and must not pass for 0 or 1.
  if (/^([0-9]|10)$/.test(value)) return ok(Number(value))
  return fail({ variable, problem: 'is not a number of reverse proxies: write a whole number from 0 to 10.' })
}

/** Read where it is used (`lib/outgoing-proxy.ts`); here only what Node would ignore without a word is refused. */
function judgeOutgoingProxy(env: Environment): Result<undefined, SettingProblem> {
  const variable = read(env, 'https_proxy') === null ? 'HTTPS_PROXY' : 'https_proxy'
  const value = read(env, variable)
  const url = value === null ? null : URL.parse(value)
  if (value === null || (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '')) return ok()
  return fail({ variable, problem: 'is not the address of a proxy: write it like http://proxy.example:3128.' })
}

function parseActivityDays(env: Environment): Result<number, SettingProblem> {
  const variable = 'MOORING_ACTIVITY_DAYS'
  const value = read(env, variable) ?? String(DEFAULT_ACTIVITY_DAYS)
  const days = /^\d{1,4}$/.test(value) ? Number(value) : 0
  if (days >= 1 && days <= 3650) return ok(days)
  return fail({ variable, problem: 'is not a number of days: write a whole number from 1 to 3650.' })
}

/** True for https, and for http on a loopback address (RFC 8252, section 7.3). */
export function isSafeUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  )
}

function isExample(value: string): boolean {
  return /change.?me|your.?secret|example|placeholder/i.test(value)
}

/** All bytes equal, or counting up or down: the keys of examples and of tired people. */
function isProgression(key: Uint8Array): boolean {
  const step = ((key[1] ?? 0) - (key[0] ?? 0)) & 0xff
  return key.every((byte, index) => index === 0 || byte === (((key[index - 1] ?? 0) + step) & 0xff))
}
