import { join } from 'node:path'
import { describeProblems, parseSettings, resolveEnvironment, type Settings } from '#lib/env'
import { ensureDataDirectory } from '#scripts/command/data-directory'
import { loadDotenv } from '#scripts/launch/load-dotenv'
import { readOrCreateSecrets, type Secrets } from '#scripts/launch/secrets'
import { CHECKOUT, IS_ASSEMBLED } from '#server/checkout'
import { readSecretFiles } from '#server/read-secret-files'
import { Refusal } from '#server/refusal'

export const VARIABLES = [
  'QONTO_ENVIRONMENT',
  'QONTO_CLIENT_ID',
  'QONTO_CLIENT_SECRET',
  'QONTO_STAGING_TOKEN',
  'QONTO_SCOPES',
  'QONTO_OAUTH_URL',
  'QONTO_API_URL',
  'QONTO_ISSUER',
  'DATABASE_URL',
  'DATABASE_POOL_SIZE',
  'NEXTAUTH_URL',
  'NEXTAUTH_SECRET',
  'TOKEN_ENCRYPTION_KEYS',
  'PORT',
  'SMTP_URL',
  'MAIL_FROM',
  'MOORING_OPERATORS',
  'MOORING_ALLOW',
  'MOORING_JOBS',
  'MOORING_TRUSTED_PROXIES',
  'MOORING_ACTIVITY_DAYS',
  'MOORING_WEBHOOK_ALLOW',
  'MOORING_NOTICE_SECONDS',
  'MOORING_METRICS_TOKEN',
  'MOORING_METRICS_PORT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
] as const

/** Stands in until the embedded server has told its port, so that every other problem is found before anything starts. */
const DATABASE_TO_COME = 'postgresql://127.0.0.1/to-come'

export interface Filled {
  settings: Settings
  /** There when something of ours is kept in the data directory. */
  secrets: Secrets | null
  embedded: boolean
}

/** Reads `.env` and the environment, fills in what the simulator environment does not need to be told, and checks the rest. */
export async function fillSettings({ data, port }: { data: string; port?: number | undefined }): Promise<Filled> {
  loadDotenv(join(CHECKOUT, '.env'))
  const unread = readSecretFiles(process.env)
  if (unread.length > 0) throw new Refusal(describeProblems(unread))
  const environment = resolveEnvironment(process.env)
  if (!environment.ok) throw new Refusal(describeProblems([environment.reason]))
  const embedded = !IS_ASSEMBLED && isUnset('DATABASE_URL')
  const keepsData = embedded || (!IS_ASSEMBLED && environment.value === 'simulator')
  const secrets = keepsData ? await openData(data) : null
  if (port !== undefined) process.env.PORT = String(port)
  if (environment.value === 'simulator') fillSimulator(secrets)
  const found = parseSettings(embedded ? { ...process.env, DATABASE_URL: DATABASE_TO_COME } : process.env)
  if (!found.ok) throw new Refusal(describeProblems(found.reason))
  pin(found.value)
  return { settings: found.value, secrets, embedded }
}

async function openData(data: string): Promise<Secrets> {
  await ensureDataDirectory(data)
  return readOrCreateSecrets(data)
}

function fillSimulator(secrets: Secrets | null): void {
  fill('NEXTAUTH_SECRET', secrets?.NEXTAUTH_SECRET)
  fill('TOKEN_ENCRYPTION_KEYS', secrets?.TOKEN_ENCRYPTION_KEYS)
  // One simulator plays both hosts: whoever moves it names it once.
  fill('QONTO_API_URL', process.env.QONTO_OAUTH_URL)
}

/** Next reads `.env.local` and others by itself: a variable that is there, if only blank, keeps it from adding its own. */
function pin(settings: Settings): void {
  for (const variable of VARIABLES) process.env[variable] ??= ''
  process.env.QONTO_ENVIRONMENT = settings.environment
  process.env.PORT = String(settings.port)
  fill('NEXTAUTH_URL', settings.origin)
}

function fill(variable: string, value: string | undefined): void {
  if (value && isUnset(variable)) process.env[variable] = value
}

function isUnset(variable: string): boolean {
  return !process.env[variable]?.trim()
}
