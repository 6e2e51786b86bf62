import { isIP } from 'node:net'
import { z } from 'zod'
import { readAllowList } from '#lib/allow-list'
import { checkDatabaseUrl, connectionLimit } from '#lib/database/url'
import { fail, ok, type Result } from '#lib/result'

export const QONTO_ENVIRONMENTS = ['simulator', 'sandbox', 'production'] as const
export type QontoEnvironment = (typeof QONTO_ENVIRONMENTS)[number]
export type Environment = Readonly<Record<string, string | undefined>>
/** The configuration, parsed once at start (README.md, Settings). */
export type Settings = z.output<ReturnType<typeof settingsSchema>>

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

/** The environment that the variables resolve to, before anything else is checked. */
export function resolveEnvironment(env: Environment): Result<QontoEnvironment, SettingProblem> {
  const { QONTO_ENVIRONMENT: named, QONTO_CLIENT_ID: clientId } = withoutBlanks(env)
  if (named === undefined) return ok(clientId === undefined ? 'simulator' : 'sandbox')
  const known = z.enum(QONTO_ENVIRONMENTS).safeParse(named)
  if (known.success) return ok(known.data)
  return fail({ variable: 'QONTO_ENVIRONMENT', problem: `is not one of ${QONTO_ENVIRONMENTS.join(', ')}.` })
}

/** All settings, or every problem at once: an administrator should not have to start ten times. */
export function parseSettings(env: Environment): Result<Settings, SettingProblem[]> {
  const environment = resolveEnvironment(env)
  if (!environment.ok) return fail([environment.reason])
  const given = withoutBlanks(env)
  const parsed = settingsSchema(environment.value, given).safeParse(given)
  if (parsed.success) return ok(parsed.data)
  // One problem for each variable: what follows from the first would only confuse.
  const problems = new Map(parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0]), message]))
  return fail([...problems].reverse().map(([variable, problem]) => ({ variable, problem })))
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

/** Blank means unset. */
function withoutBlanks(env: Environment): Environment {
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim() || undefined])
  return Object.fromEntries(trimmed)
}

/** What a variable means may depend on the environment or on another variable. No message quotes a value. */
function settingsSchema(environment: QontoEnvironment, given: Environment) {
  const { oauth, api, signIn } = HOSTS[environment]
  const isSimulator = environment === 'simulator'
  return z
    .object({
      QONTO_CLIENT_ID: credential(environment, SIMULATOR_APP.clientId),
      QONTO_CLIENT_SECRET: credential(environment, SIMULATOR_APP.clientSecret),
      QONTO_STAGING_TOKEN: stagingToken(environment),
      QONTO_SCOPES: scopes.prefault('openid offline_access organization.read membership.read'),
      QONTO_OAUTH_URL: qontoUrl.prefault(oauth),
      // The simulator answers for both hosts, wherever it runs.
      QONTO_API_URL: qontoUrl.prefault((isSimulator && given.QONTO_OAUTH_URL) || api),
      QONTO_ISSUER: z.string().optional(),
      DATABASE_URL: databaseUrl,
      // `connection_limit` in the URL is how Prisma names it. Ten are enough for a page and the background work beside it.
      DATABASE_POOL_SIZE: poolSize.prefault(String(connectionLimit(given.DATABASE_URL) ?? 10)),
      MOORING_CLUSTER_FILE: clusterFile,
      NEXTAUTH_URL: environment === 'production' ? ownOrigin : ownOrigin.optional(),
      NEXTAUTH_SECRET: authSecret,
      TOKEN_ENCRYPTION_KEYS: encryptionKeys(given.NEXTAUTH_SECRET),
      PORT: port.prefault('3000'),
      SMTP_URL: smtpUrl.optional(),
      MAIL_FROM: mailFrom(isSimulator || given.SMTP_URL === undefined),
      MOORING_OPERATORS: operators.prefault(''),
      MOORING_ALLOW: allowList(given.QONTO_SCOPES).prefault(''),
      MOORING_JOBS: z.enum(['on', 'off'], 'is neither on nor off.').default('on'),
      MOORING_TRUSTED_PROXIES: trustedProxies.prefault('0'),
      // A year, and a month more to look back at it.
      MOORING_ACTIVITY_DAYS: activityDays.prefault('400'),
      MOORING_WEBHOOK_ALLOW: networks.prefault(''),
      MOORING_NOTICE_SECONDS: noticeSeconds.prefault('0'),
      MOORING_METRICS_TOKEN: metricsToken.optional(),
      MOORING_METRICS_PORT: port.optional(),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.optional(),
      // Read where it is used (`lib/outgoing-proxy.ts`); here only what Node would ignore without a word is refused.
      // Node prefers the small letters and then does not look at the others.
      https_proxy: outgoingProxy.optional(),
      HTTPS_PROXY: given.https_proxy ? z.string().optional() : outgoingProxy.optional(),
    })
    .transform((read) => ({
      environment,
      clientId: read.QONTO_CLIENT_ID,
      clientSecret: read.QONTO_CLIENT_SECRET,
      stagingToken: read.QONTO_STAGING_TOKEN,
      scopes: read.QONTO_SCOPES,
      oauthUrl: read.QONTO_OAUTH_URL,
      apiUrl: read.QONTO_API_URL,
      /** Where else a browser is led on the way to the consent. */
      signInOrigins: signIn,
      issuer: read.QONTO_ISSUER ?? read.QONTO_OAUTH_URL,
      databaseUrl: read.DATABASE_URL,
      /** How many connections to the database this process may open. */
      poolSize: read.DATABASE_POOL_SIZE,
      /** Inode number and change time of a file of the embedded server; null for any other. The launcher sets it. */
      clusterFile: read.MOORING_CLUSTER_FILE,
      /** The public origin of the dashboard, without a trailing slash. */
      origin: read.NEXTAUTH_URL ?? `http://localhost:${read.PORT}`,
      authSecret: read.NEXTAUTH_SECRET,
      /** The key ring: the first one seals, all of them open. */
      encryptionKeys: read.TOKEN_ENCRYPTION_KEYS,
      port: read.PORT,
      /** Where mail is handed in; null where it is not set up. The simulator keeps the mails of its own environment. */
      smtp: read.SMTP_URL ?? null,
      /** Of the mails. */
      mailFrom: read.MAIL_FROM,
      /** Who is told by mail of problems of the installation. */
      operators: read.MOORING_OPERATORS,
      /** Who may sign in (`lib/allow-list.ts`); empty for everybody whom Qonto lets in. */
      allow: read.MOORING_ALLOW,
      /** Whether this process does its share of the background work. */
      jobs: read.MOORING_JOBS === 'on',
      /** How many reverse proxies stand in front and add to `X-Forwarded-For`; 0 believes no such header. */
      trustedProxies: read.MOORING_TRUSTED_PROXIES,
      /** For how many days the log of what happened is kept. */
      activityDays: read.MOORING_ACTIVITY_DAYS,
      /** Networks that webhooks may be sent to although they are not public. */
      webhookAllow: read.MOORING_WEBHOOK_ALLOW,
      /** For how long `/api/ready` says that the server is about to stop before it takes no more requests. */
      noticeMs: read.MOORING_NOTICE_SECONDS * 1_000,
      /** Who may read `/metrics`; null for nobody. */
      metricsToken: read.MOORING_METRICS_TOKEN ?? null,
      /** Where the worker answers `/metrics`; null for nowhere. */
      metricsPort: read.MOORING_METRICS_PORT ?? null,
      /** Whether traces are sent: to where, and how, the exporter reads from the environment itself. */
      isTraced: read.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
    }))
}

function credential(environment: QontoEnvironment, ofSimulator: string) {
  const given = z.string(`is missing: copy it from your app in Qonto's Developer Portal (${environment}).`)
  return environment === 'simulator' ? given.default(ofSimulator) : given
}

function stagingToken(environment: QontoEnvironment) {
  if (environment === 'production')
    return z
      .undefined('is set in production: it belongs to the sandbox only. Remove it.')
      .optional()
      .transform(() => null)
  const token = z
    .string('is missing: the sandbox answers nothing without it. It is shown with your app in the Developer Portal.')
    .regex(/^[\x21-\x7e]+$/, 'contains a character that no token has: copy it again from the Developer Portal.')
  return environment === 'simulator' ? token.default(SIMULATOR_APP.stagingToken) : token
}

const scopes = z
  .string()
  .transform((text) => [...new Set(text.split(/\s+/))])
  .refine(
    // RFC 6749, section 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
    (names) => names.every((name) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name)),
    'contains a character that no scope may have: write scope names separated by spaces.',
  )
  .refine((names) => names.includes('openid'), 'does not contain openid: without it nobody can be signed in. Add it.')

function address(problem: string, missing: string, fits: (url: URL) => boolean) {
  const isBare = ({ search, hash, username, password }: URL) => !search && !hash && !username && !password
  return z
    .string(missing)
    .transform((text) => URL.parse(text))
    .pipe(z.instanceof(URL, { error: problem }))
    .refine((url) => isBare(url) && fits(url), problem)
    .refine(isSafeUrl, 'must use https: plain http is accepted for loopback addresses only.')
}

const qontoUrl = address(
  'is not a plain URL: write something like https://host.example without a query.',
  'is missing.',
  () => true,
)
  // As it was understood, not as it was spelled: paths are put behind it as text.
  .transform(({ origin, pathname }) => `${origin}${pathname}`.replace(/\/+$/, ''))

const ownOrigin = address(
  'is not an origin: write scheme, host and port only, for example https://qonto.example.com.',
  'is missing: set the address under which people open this dashboard, for example https://qonto.example.com.',
  ({ pathname }) => pathname === '/',
).transform(({ origin }) => origin)

const databaseUrl = z
  .string('is missing: `npm start` fills it in when it starts PostgreSQL itself.')
  .superRefine((text, context) => {
    const checked = checkDatabaseUrl(text)
    if (!checked.ok) context.addIssue(checked.reason)
  })

/** Digits only: `true`, `1.0`, `1e3` or `0x10` are other products' ways of saying a number, and must not pass for one. */
function wholeNumber(least: number, most: number, problem: string) {
  return z
    .string()
    .regex(/^\d{1,20}$/, problem)
    .transform(Number)
    .refine((value) => value >= least && value <= most, problem)
}

const poolSize = wholeNumber(1, 200, 'is not a number of connections: write 1 to 200.')
const port = wholeNumber(1, 65_535, 'is not a port: write a whole number from 1 to 65535.')
const noticeSeconds = wholeNumber(0, 60, 'is not a number of seconds: write a whole number from 0 to 60.')
const trustedProxies = wholeNumber(0, 10, 'is not a number of reverse proxies: write a whole number from 0 to 10.')
const activityDays = wholeNumber(1, 3650, 'is not a number of days: write a whole number from 1 to 3650.')

const networks = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ''))
  .refine(
    (ranges) => ranges.every(isNetwork),
    'is not a list of networks: write them like 10.1.0.0/16 or fd12::/32, separated by commas.',
  )

const clusterFile = z
  .string()
  .optional()
  .transform((text) => {
    const [, inode, changed] = /^(\d+) (\d+)$/.exec(text ?? '') ?? []
    return inode && changed ? { inode, changed } : null
  })

const SMTP_ADVICE = 'Write smtps://user:password@host:465, or smtp://user:password@host:587 for STARTTLS.'
const smtpUrl = z
  .string()
  .transform((text) => URL.parse(text))
  .pipe(z.instanceof(URL, { error: `is not the address of a mail server. ${SMTP_ADVICE}` }))
  .refine(
    ({ protocol, hostname, pathname, search, hash }) =>
      /^smtps?:$/.test(protocol) && hostname !== '' && /^\/?$/.test(pathname) && !search && !hash,
    `is not the address of a mail server. ${SMTP_ADVICE}`,
  )
  .transform(({ protocol, hostname, port, username, password }, context) => {
    const secure = protocol === 'smtps:'
    // On this computer nobody listens, and what relays there has a certificate that nobody signed.
    const isHere = isLoopback(hostname)
    const [user, pass] = [decoded(username), decoded(password)]
    if (user === null || pass === null || (user === '') !== (pass === '')) {
      context.addIssue('has a user or a password that cannot be read: write both, with % and @ as %25 and %40.')
      return z.NEVER
    }
    const host = hostname.replace(/^\[|\]$/g, '')
    return {
      host,
      port: Number(port || (secure ? 465 : 587)),
      secure,
      isHere,
      auth: user === '' ? null : { user, pass },
    }
  })

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const operators = z
  .string()
  .transform((text) => text.split(/[\s,;]+/).filter((one) => one !== ''))
  .refine(
    (all) => all.length <= 20 && all.every((one) => z.email().safeParse(one).success),
    'has something that is no address: write up to twenty, separated by commas.',
  )

/** @param scopes as they are given; the default ones read the organisation */
function allowList(scopes: string | undefined) {
  return z.string().transform((text, context) => {
    const list = readAllowList(text)
    const asks = scopes === undefined || scopes.split(/\s+/).includes('organization.read')
    const isUnasked = list.ok && !asks && list.value.some((entry) => entry.startsWith('organization:'))
    if (list.ok && !isUnasked) return list.value
    context.addIssue(
      list.ok ? 'names an organisation, but QONTO_SCOPES lacks organization.read to tell it.' : list.reason,
    )
    return z.NEVER
  })
}

/** @param isOptional where nothing is sent, or not to anybody */
function mailFrom(isOptional: boolean) {
  const example = 'write an address, or a name and an address: Mooring <mooring@example.com>.'
  const from = z
    .string(`is missing: SMTP_URL is set, so ${example}`)
    .transform((text) => /^(?:"?([^<>"\p{Cc}]{0,80}?)"?\s*<)?([^<>\s]+?)>?$/u.exec(text) ?? [])
    .transform(([, name = '', address = '']) => ({ name: name || 'Mooring', address }))
    .refine(({ address }) => z.email().safeParse(address).success, `is not the address of a sender: ${example}`)
  return isOptional ? from.prefault('Mooring <mooring@mooring.example>') : from
}

const SECRET_ADVICE = 'Generate one with `openssl rand -base64 32`.'
const metricsToken = z
  .string()
  .refine(
    (value) => /^[\x21-\x7e]{32,}$/.test(value) && new Set(value).size >= 10 && !isExample(value),
    `is too weak, or has signs that no header can hold. ${SECRET_ADVICE}`,
  )
const collector = z
  .string()
  .refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
    'is not the address of a collector: write it like http://collector.example:4318.',
  )
const authSecret = z
  .string(`is missing. ${SECRET_ADVICE}`)
  .refine(
    (value) => value.length >= 32 && new Set(value).size >= 10 && !isExample(value),
    `is too weak. ${SECRET_ADVICE}`,
  )

const KEYS_ADVICE =
  'Write id:key with a key from `openssl rand -base64 32`, several separated by commas, the active one first.'
const encryptionKey = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,16}:[A-Za-z0-9+/]{43}=$/, {
    error: `is not a list of 32-byte keys. ${KEYS_ADVICE}`,
    abort: true,
  })
  .transform((entry): { id: string; key: Uint8Array } => {
    const [id = '', key = ''] = entry.split(':')
    return { id, key: Buffer.from(key, 'base64') }
  })

function encryptionKeys(secret: string | undefined) {
  return z
    .string(`is missing. ${KEYS_ADVICE}`)
    .transform((text) => text.split(','))
    .pipe(z.array(encryptionKey))
    .refine(
      (keys) => new Set(keys.map(({ id }) => id)).size === keys.length,
      'names one id twice: give every key its own id.',
    )
    .refine(
      (keys) => !keys.some(({ key }) => isProgression(key) || Buffer.from(key).toString('base64') === secret),
      `contains a weak key, or the NEXTAUTH_SECRET. ${KEYS_ADVICE}`,
    )
}

const outgoingProxy = z.string().refine((text) => {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== ''
}, 'is not the address of a proxy: write it like http://proxy.example:3128.')

/** True for https, and for http on a loopback address (RFC 8252, section 7.3). */
export function isSafeUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

/** A network as in RFC 4632, with its length: `192.0.2.0/24`, `2001:db8::/48`. */
function isNetwork(text: string): boolean {
  const [address = '', length = ''] = text.split('/')
  const version = isIP(address.includes('%') ? '' : address)
  return (
    version !== 0 &&
    text === `${address}/${length}` &&
    /^\d{1,3}$/.test(length) &&
    Number(length) <= (version === 4 ? 32 : 128)
  )
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
