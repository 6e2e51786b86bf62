import { pino } from 'pino'
import { metrics } from '#lib/observe/metrics'
import { requestId } from '#lib/observe/request-context'

/**
 * The only fields a log line may carry. An allow-list, because a deny-list forgets: whatever is not named here is
 * dropped before it reaches the writer, also when a cast let it through.
 */
const LOG_FIELDS = [
  'requestId',
  'reference',
  'code',
  'cause',
  'at',
  'event',
  'outcome',
  'status',
  'durationMs',
  'traceId',
  'connectionId',
  'userId',
  'transactionId',
  'intent',
  'path',
  'check',
  'oauthError',
  'attempt',
  'count',
  'variable',
] as const
export type LogField = (typeof LOG_FIELDS)[number]
export type LogFields = Partial<Record<LogField, string | number | boolean | null>>

const writer = pino(
  {
    level: process.env.NODE_ENV === 'test' ? 'silent' : 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
  },
  // Written before the answer goes out: a crash must not take with it the line that a person's reference leads to.
  pino.destination({ dest: 1, sync: true }),
)

export const log = {
  info: (event: string, fields?: LogFields) => write('info', event, fields),
  warn: (event: string, fields?: LogFields) => write('warn', event, fields),
  error: (event: string, fields?: LogFields) => write('error', event, fields),
}

function write(level: 'info' | 'warn' | 'error', event: string, fields: LogFields = {}): void {
  metrics().logLines.inc({ level })
  writer[level](fieldsOf(fields), event)
}

/** What a line has beside its event: of the request that is being answered, if any, the id. */
export function fieldsOf(fields: LogFields): LogFields {
  const id = requestId()
  return allow(id === null ? fields : { requestId: id, ...fields })
}

/** Keeps the named fields, cut to a length at which nobody can hide a document in a log. */
export function allow(fields: LogFields): LogFields {
  const kept: LogFields = {}
  for (const name of LOG_FIELDS) {
    const value = fields[name]
    if (typeof value === 'string') kept[name] = redact(value).slice(0, 200).toWellFormed()
    // Nothing that has parts of its own, also when a cast let it through: its parts would be written as they are.
    else if (value === null || typeof value === 'number' || typeof value === 'boolean') kept[name] = value
  }
  return kept
}

// Qonto's token prefixes, and anything in the shape of a JWT; control and direction characters forge lines and terminals.
const SECRETS = /ory_(?:at|rt|ac)_[\w.~+/-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*/g
const CONTROLS = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Takes token-shaped and line-breaking parts out of a text. A second net: the first is not to pass them. */
export function redact(text: string): string {
  return text.replace(SECRETS, '[redacted]').replace(CONTROLS, ' ')
}

/** The name and code of something thrown, never its message: messages of drivers and validators quote their input. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code: unknown = 'code' in error ? error.code : undefined
  return typeof code === 'string' ? `${error.name} ${code}` : error.name
}
