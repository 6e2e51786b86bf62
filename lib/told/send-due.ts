import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { type DatabaseTransaction, db } from '#lib/db'
import { inFlight } from '#lib/in-flight'
import { databaseOrigin } from '#lib/keys/database-identity'
import { log, nameOf } from '#lib/log'
import { metrics } from '#lib/observe/metrics'
import { CHANNELS } from '#lib/told/channels'
import type { Channel, Due, Sent } from '#lib/told/types'

/** Until then nobody else sends what one process has taken: longer than the attempts for one receiver take. */
const LEASE_SECONDS = 180
/** The same for a receiver with a message for each of many causes. */
const BUNDLE_LEASE_SECONDS = 600
/** How many deliveries one message can stand for: a whole fleet. */
const LARGEST_BUNDLE = 10_000
/** How soon something is found that falls due while a receiver takes its time. */
const LOOK_AGAIN_MS = 2_000
/** Of PostgreSQL's advisory locks, one of our own numbers, like that of lib/connection/fleet/fleet-brake.ts. */
const BUNDLE_LOCK = 72_707_372
/** What an outage does to one connection after the other. */
const OF_FLEETS = /^connection\.(needs_attention|recovered)/
/** Receivers that failed together do not come back together. */
const JITTER = 0.2

/**
 * Sends the deliveries that are due, of every channel. One is taken by one process, which has planned the next attempt before
 * it sends: a crash repeats a delivery and loses none.
 * @param stopping takes up nothing new once this is aborted
 * @returns how many attempts were made
 */
export async function sendDue(stopping?: AbortSignal, channels: readonly Channel[] = CHANNELS): Promise<number> {
  // What a copy has to deliver its original delivers.
  if ((await databaseOrigin()) === 'copied') return 0
  const counts = await Promise.all(channels.map((channel) => sendUntilNoneIsDue(channel, stopping)))
  return counts.reduce((sum, count) => sum + count, 0)
}

/**
 * A receiver is told one thing after the other, so one that hangs takes one place of the channel and no more; what falls due
 * for others is found meanwhile.
 */
async function sendUntilNoneIsDue(channel: Channel, stopping: AbortSignal | undefined): Promise<number> {
  const busy = new Map<string, Promise<unknown>>()
  const failures: unknown[] = []
  let count = 0
  while (!stopping?.aborted && failures.length === 0) {
    const told = [...busy.keys()]
    const due = told.length < channel.atOnce ? await take(channel, told) : []
    count += due.length
    const [first] = due
    if (first) {
      const sending = inFlight(() => sendTaken(channel, due)).catch((error: unknown) => failures.push(error))
      busy.set(
        first.receiverId,
        sending.finally(() => busy.delete(first.receiverId)),
      )
    } else if (told.length === 0) break
    // Unless one of them is through meanwhile, for whom something more may be due.
    else if (busy.size === told.length)
      await Promise.race([...busy.values(), wait(LOOK_AGAIN_MS, undefined, { ref: false })])
  }
  await Promise.all(busy.values())
  if (failures.length > 0) throw failures[0]
  return count
}

/** Takes what is due of the receiver that has waited longest: all of it, or the oldest. */
async function take({ name, bundle }: Channel, busy: string[]): Promise<Due[]> {
  if (!bundle) return takeOf(db(), { name, busy, most: 1, seconds: LEASE_SECONDS })
  return db().$transaction(async (tx) => {
    // One after the other: two who take at the same time would share what is to be one message.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${BUNDLE_LOCK})`
    return takeOf(tx, { name, busy, most: LARGEST_BUNDLE, seconds: BUNDLE_LEASE_SECONDS })
  })
}

interface Wanted {
  name: Channel['name']
  /** The receivers that are being told something. */
  busy: string[]
  most: number
  /** For how long they are taken. */
  seconds: number
}

function takeOf(tx: DatabaseTransaction, { name, busy, most, seconds }: Wanted): Promise<Due[]> {
  return tx.$queryRaw<Due[]>`
    WITH longest AS (
      SELECT receiver_id FROM deliveries
       WHERE channel = ${name} AND next_attempt_at <= now() AND receiver_id <> ALL (${busy}::uuid[])
       ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED),
    due AS (
      SELECT d.id FROM deliveries d JOIN longest USING (receiver_id)
       WHERE d.channel = ${name} AND d.next_attempt_at <= now()
       ORDER BY d.id LIMIT ${most} FOR UPDATE OF d SKIP LOCKED),
    taken AS (
      UPDATE deliveries d
         SET attempts = d.attempts + 1, next_attempt_at = now() + make_interval(secs => ${seconds}), outcome = 'sending'
        FROM due WHERE d.id = due.id RETURNING d.*)
    SELECT t.id, t.receiver_id AS "receiverId", t.attempts, t.event_id AS "eventId",
           e.type, e.at, e.data, e.user_id AS "userId", e.connection_id AS "connectionId",
           e.type || coalesce(':' || (e.data ->> 'reason'), '') AS cause
      FROM taken t JOIN events e ON e.id = t.event_id ORDER BY t.id`
}

async function sendTaken(channel: Channel, taken: readonly Due[]): Promise<void> {
  const { bundle } = channel
  const over = await channel.overtaken?.(taken)
  const due = taken.filter(({ id }) => !over?.has(id))
  const late = taken.filter(({ id }) => over?.has(id))
  if (late.length > 0) await note(channel, late, { outcome: 'overtaken' })
  if (!bundle) return sendSingly(channel, due)
  const groups = [...Map.groupBy(due, ({ cause }) => cause).values()]
  const now: Due[][] = []
  for (const group of groups) if (!(await waitForOthers(channel, group, bundle.over))) now.push(group)
  const [many, few] = [now.filter(isMany), now.filter((group) => !isMany(group)).flat()]
  // Several causes of which each has few are one message too, when together they are many.
  for (const group of isMany(few) ? [...many, few] : many)
    await note(channel, group, await attempt(() => bundle.send(group)))
  if (!isMany(few)) await sendSingly(channel, few)

  function isMany(group: readonly Due[]): boolean {
    return bundle !== undefined && group.length > bundle.over
  }
}

async function sendSingly(channel: Channel, due: readonly Due[]): Promise<void> {
  for (const one of due) await note(channel, [one], await attempt(() => channel.send(one)))
}

async function attempt(send: () => Promise<Sent>): Promise<Sent> {
  try {
    return await send()
  } catch (error) {
    log.error('delivery_failed', { cause: nameOf(error) })
    return { outcome: 'failed', code: 'internal' }
  }
}

/**
 * Who was told a lot is told the rest at once: a minute after the last message, and, of a problem that many connections
 * had within the hour, a quarter of an hour after the last of them. An outage reaches connection after connection, and is one
 * piece of news.
 * @param due all of one cause
 * @returns whether these wait
 */
async function waitForOthers({ name }: Channel, due: readonly Due[], over: number): Promise<boolean> {
  const ids = due.map(({ id }) => id)
  const [first] = due
  const waiting = await db().$executeRaw`
    WITH told AS (
      SELECT d.done_at, e.type || coalesce(':' || (e.data ->> 'reason'), '') = ${first?.cause} AS is_same
        FROM deliveries d JOIN events e ON e.id = d.event_id
       WHERE d.channel = ${name} AND d.receiver_id = ${first?.receiverId}::uuid AND d.outcome = 'delivered'
         AND d.done_at > now() - interval '1 hour'),
    pauses AS (
      SELECT max(done_at) + interval '1 minute' AS until, count(*) AS told
        FROM told WHERE done_at > now() - interval '1 minute'
      UNION ALL
      SELECT max(done_at) + interval '15 minutes', count(*) FROM told WHERE is_same AND ${OF_FLEETS.test(first?.cause ?? '')}),
    pause AS (SELECT max(until) AS until FROM pauses WHERE told > 0 AND told + ${ids.length} > ${over})
    UPDATE deliveries d SET attempts = d.attempts - 1, next_attempt_at = pause.until, outcome = NULL
      FROM pause WHERE d.id = ANY (${ids}::uuid[]) AND pause.until > now()`
  return waiting > 0
}

async function note(channel: Channel, due: readonly Due[], sent: Sent): Promise<void> {
  const { outcome, ...answer } = sent
  const attempts = Math.max(...due.map((one) => one.attempts))
  const pause = channel.retryAfterSeconds[attempts - 1]
  const isOver = outcome !== 'failed' || pause === undefined
  const seconds = isOver ? null : pause * (1 + Math.random() * JITTER)
  const ended = outcome === 'failed' || outcome === 'refused' ? 'given_up' : outcome
  const said = isOver ? ended : (sent.code ?? outcome)
  await db().$executeRaw`
    UPDATE deliveries SET outcome = ${said}, answer = ${JSON.stringify(answer)}::jsonb,
           next_attempt_at = now() + make_interval(secs => ${seconds}::float8),
           done_at = CASE WHEN ${isOver} THEN now() END
     WHERE id = ANY (${due.map(({ id }) => id)}::uuid[])`
  metrics().deliveries.inc({ channel: channel.name, outcome: isOver ? ended : 'failed' }, due.length)
  if (outcome === 'delivered') return
  const level = isOver && ended !== 'given_up' ? 'info' : 'warn'
  log[level]('delivery_not_made', { code: sent.code ?? outcome, outcome: said, count: due.length, attempt: attempts })
}
