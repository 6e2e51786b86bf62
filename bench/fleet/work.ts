import type { Side } from '#bench/fleet/databases'
import { signInAs } from '#bench/fleet/next'
import { DUE } from '#bench/fleet/prepare'
import { brakeOnRefusals } from '#lib/connection/fleet/fleet-brake'
import { operatorProblems } from '#lib/connection/fleet/operator-problems'
import { doDueWork } from '#lib/jobs/do-due-work'
import { forgetLimits } from '#lib/jobs/forget-limits'
import { forgetOld } from '#lib/jobs/forget-old'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { readWish } from '#lib/loaders/list/list-wish'
import { loadConnections } from '#lib/loaders/list/load-connections'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { lookForTransitions } from '#lib/told/look-for-transitions'
import { mailChannel } from '#lib/told/mail/mail-channel'
import { sendDue } from '#lib/told/send-due'
import { tellExpiringKeys } from '#lib/told/tell-of-key'
import type { Channel } from '#lib/told/types'
import { disableEndpoints } from '#lib/told/webhooks/disable-endpoints'
import { forgetFormerSecrets } from '#lib/told/webhooks/forget-former-secrets'
import { handleLeftovers } from '#lib/withdrawal/handle-delivery'

/** Something that the product does again and again, and that must cost what is due. */
export interface Work {
  name: string
  /** How many are due; what it answers when it has done them. */
  due: number
  /** For what looks at everything once a night, in small pieces: within so long. What has none must not cost more than the same of a few. */
  withinMs?: number
  makeDue?(side: Side): Promise<unknown>
  run(): Promise<number>
}

/** The channel of mails, without a mail server. */
const SILENT: Channel = {
  ...mailChannel,
  send: async () => ({ outcome: 'delivered' }),
  bundle: { over: 5, send: async () => ({ outcome: 'delivered' }) },
}

const MINUTE_MS = 60_000
/** A run of the queue (lib/jobs/start-queue.ts). */
const NIGHT_MS = 50_000
const until = () => performance.now() + MINUTE_MS

/** @param session the token of a person with twelve connections */
export function workOf(session: string): Work[] {
  return [
    {
      name: 'look for transitions, each with an event',
      due: DUE,
      makeDue: async ({ sql }) => {
        await sql('DELETE FROM events WHERE connection_id IN (SELECT id FROM due)')
        await sql(`UPDATE connections SET tell_at = now(), told_stand = 'broken' WHERE id IN (SELECT id FROM due)`)
      },
      run: () => lookForTransitions(),
    },
    {
      name: 'send deliveries',
      due: DUE,
      makeDue: ({ sql }) =>
        sql(`UPDATE deliveries SET next_attempt_at = now(), done_at = NULL, outcome = NULL, attempts = 0 FROM events
              WHERE events.id = event_id AND connection_id IN (SELECT id FROM due)`),
      run: () => sendDue(undefined, [SILENT]),
    },
    {
      name: 'check connections at the bank',
      due: 20,
      makeDue: ({ sql }) =>
        sql(`UPDATE connections SET proven_at = now() - interval '3 days', next_attempt_at = NULL
              WHERE id IN (SELECT id FROM due LIMIT 20)`),
      run: () => doDueWork(until()),
    },
    { name: 'a minute in which nothing is due', due: 0, run: idleMinute },
    {
      name: 'remind of keys that end',
      due: DUE,
      makeDue: ({ sql }) => sql('UPDATE api_keys SET reminded_days = NULL WHERE user_id IN (SELECT user_id FROM due)'),
      run: tellExpiringKeys,
    },
    {
      name: 'a night: forget what is old',
      due: OLD.length * DUE,
      withinMs: NIGHT_MS,
      makeDue: makeOld,
      run: () => forgetOld(performance.now() + NIGHT_MS),
    },
    {
      name: 'the list of a person with 12 connections',
      due: 12,
      run: async () => {
        signInAs(session)
        return (await loadConnections(readWish({}))).found
      },
    },
  ]
}

/** Everything that looks whether it is due, once. */
async function idleMinute(): Promise<number> {
  const counts = [
    await lookForTransitions(),
    await sendDue(),
    await sweepAttempts(),
    await doDueWork(until()),
    await handleLeftovers(),
    (await revokeQueued()).revoked,
    (await operatorProblems()).length,
  ]
  await Promise.all([disableEndpoints(), forgetLimits(), forgetFormerSecrets(), brakeOnRefusals()])
  return counts.reduce((sum, count) => sum + count, 0)
}

/** One row of each kind for each connection that is due, too old to be kept. */
const OLD = [
  `activities (id, at, event, actor, outcome, connection_id)
   SELECT uuidv7(-interval '500 days'), now() - interval '500 days', 'checked', 'system', 'done', id FROM due`,
  `rotations (id, connection_id, generation, fingerprint, cause, started_at)
   SELECT uuidv7(-interval '100 days'), id, 1, '', 'keep_alive', now() - interval '100 days' FROM due`,
  `transactions (id, state_hash, environment, intent, begun_at)
   SELECT uuidv7(), sha256(id::text::bytea), 'simulator', 'connect', now() - interval '8 days' FROM due`,
  `sessions (id, token_hash, user_id, expires_at)
   SELECT uuidv7(), sha256(id::text::bytea), user_id, now() - interval '2 days' FROM due`,
  `revocations (id, environment, cause, done_at)
   SELECT uuidv7(), 'simulator', 'replaced', now() - interval '31 days' FROM due`,
  `events (id, user_id, type, at, data)
   SELECT uuidv7(-interval '31 days'), user_id, 'connection.paused', now() - interval '31 days', '{}' FROM due`,
  `webhook_deliveries (id, received_at) SELECT uuidv7(), now() - interval '31 days' FROM due`,
  `api_keys (id, user_id, name, start, secret_hash, permissions, every_connection, revoked_at)
   SELECT uuidv7(), user_id, 'Old', 'mk', sha256(id::text::bytea), '{}', true, now() - interval '31 days' FROM due`,
  `links (id, user_id, kind, name, secret_hash, revoked_at)
   SELECT uuidv7(), user_id, 'status', 'Old', sha256(id::text::bytea), now() - interval '31 days' FROM due`,
]

async function makeOld({ sql }: Side): Promise<void> {
  for (const row of OLD) await sql(`INSERT INTO ${row}`)
}
