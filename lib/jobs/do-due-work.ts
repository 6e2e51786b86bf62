import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { check } from '#lib/access/check'
import { refresh } from '#lib/access/refresh'
import { CONFIGURATION_FAILURES, TRANSIENT_FAILURES } from '#lib/connection/failures'
import { latestOutcome } from '#lib/connection/fleet/latest-outcome'
import { KEEP_ALIVE_AFTER_MS } from '#lib/connection/verdict'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { databaseOrigin } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import { canRenew } from '#lib/keys/sealed-store'
import { log, nameOf } from '#lib/log'
import { isQuiet } from '#lib/qonto/quiet'
import { confirmWithdrawal } from '#lib/withdrawal/handle-withdrawal'

const BATCH = 10
const FAILED = 'failed'
/** At most 20 connections a second, far below Qonto's 1,000 requests in 10 s for our whole address. */
const PAUSE_MS = 500
/** What became of a piece of work while Qonto does not answer, answers with a page or garbage, or asks all callers to wait. */
const UNANSWERED: ReadonlySet<string> = new Set([
  'later',
  'unconfirmed',
  'unknown',
  ...TRANSIENT_FAILURES,
  ...['html_answer', 'invalid_answer'],
])
/** Work for which Qonto was not even asked says nothing about Qonto. */
const NOT_ASKED: ReadonlySet<string> = new Set(['locked', 'elsewhere', 'paused', 'gone', FAILED])

/**
 * Does what is due: rotates idle connections, retries unconfirmed ends, proves gently that the rest works. Found through
 * the index on `due_at`; every piece of work moves its row's `due_at` on, also when it fails. While Qonto is down a run
 * ends with its first batch, so an outage costs a batch of connections a minute for the whole fleet, however many are due:
 * up to two requests for each, and more for a refresh that went out, which is repeated within its grace. While our
 * credentials are refused it is one: each costs an answer 401.
 * @param until stop before this time (monotonic, ms), so that a job never outlives its schedule
 * @param stopping take up no other batch once this is aborted; what is under way lands
 * @returns how many connections were looked at
 */
export async function doDueWork(until: number, stopping?: AbortSignal): Promise<number> {
  // Nothing can be done with a wrong ring, and everything would be put off for the time when the right one is back.
  if ((await keyState()) !== 'ready') return 0
  // A disconnect that was begun before the copy was made would withdraw what the original was given after it.
  if ((await databaseOrigin()) === 'copied') return 0
  let done = 0
  while (performance.now() < until && !stopping?.aborted) {
    const [now, latest] = await Promise.all([databaseNow(), latestOutcome()])
    // Refused credentials are tried with one connection a run, until one is accepted: see below.
    const areRefused = CONFIGURATION_FAILURES.has(latest ?? '')
    const rows = await db().connection.findMany({
      // Only of the environment that we are set to: another one's tokens must never reach this one's hosts. Of what was
      // granted to another app only an end can be worked on.
      where: {
        environment: settings().environment,
        dueAt: { lte: now },
        OR: [{ clientId: settings().clientId }, { status: 'disconnecting' }],
      },
      orderBy: { dueAt: 'asc' },
      take: areRefused ? 1 : BATCH,
    })
    if (rows.length === 0 || stopping?.aborted) return done
    const outcomes = await Promise.all(rows.map((row) => doOne(row, now)))
    done += rows.length
    // Refused credentials concern every connection: going on would use up the 200 answers 401 an hour of this address.
    if (outcomes.includes('operator')) return done
    // No request was answered: the next run tries one batch again instead of all that are due.
    const asked = outcomes.filter((outcome) => !NOT_ASKED.has(outcome))
    if (asked.length > 0 && asked.every((outcome) => UNANSWERED.has(outcome))) return done
    await wait(PAUSE_MS)
  }
  return done
}

async function doOne(row: Connection, now: Date): Promise<string> {
  try {
    const outcome = await work(row, now).catch((error: unknown) => tell(row, error))
    await moveOn(row, outcome === FAILED ? 1 : 10)
    return outcome
  } catch (error) {
    return tell(row, error)
  }
}

function tell({ id }: Connection, error: unknown): string {
  log.error('due_work_failed', { connectionId: id, cause: nameOf(error) })
  return FAILED
}

async function work(row: Connection, now: Date): Promise<string> {
  if (row.status === 'disconnecting') return (await disconnect(row.id)).ok ? 'done' : 'unconfirmed'
  if (row.failure === 'consent_withdrawn') return confirmWithdrawal(row)
  if (row.attemptAt !== null) return refresh(row, 'recovery')
  const age = now.getTime() - (row.refreshIssuedAt ?? now).getTime()
  if (canRenew(row) && (age > KEEP_ALIVE_AFTER_MS || row.status === 'frozen')) return refresh(row, 'keep_alive')
  // Qonto's API asked not to be asked: a proof can wait, the refreshes above cannot and go to another server.
  if (isQuiet()) return 'later'
  const proof = await check(row, 'system')
  return proof.ok ? 'done' : proof.reason
}

/**
 * Whatever the work left behind, the row must not be due again at once: a row that cannot be worked on would be all we do.
 * Only within Qonto's grace an attempt without an answer stays free to be taken up by anybody at any moment.
 */
async function moveOn({ id, dueAt }: Connection, minutes: number): Promise<void> {
  await db().$executeRaw`
    UPDATE connections SET next_attempt_at = now() + make_interval(mins => ${minutes}::int)
     WHERE id = ${id}::uuid AND due_at = ${dueAt} AND (next_attempt_at IS NULL OR next_attempt_at <= now())
       AND (lease_until IS NULL OR lease_until < now()) AND (attempt_at IS NULL OR attempt_at < now() - interval '1 minute')`
}
