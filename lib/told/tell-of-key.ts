import 'server-only'
import { type DatabaseTransaction, db } from '#lib/db'
import { settings } from '#lib/env'
import { KEY_REMINDER_DAYS } from '#lib/told/event-catalogue'
import { writeEvent } from '#lib/told/write-event'

/** Of one transaction, whose time is short. */
const BATCH = 20

interface NamedKey {
  id: string
  name: string
}

/** Tells its owner that an API key was made or revoked. */
export async function tellOfKey(
  tx: DatabaseTransaction,
  { userId }: { userId: string },
  type: 'api_key.created' | 'api_key.revoked',
  key: NamedKey,
): Promise<void> {
  await writeEvent(tx, { userId, connectionId: null }, { type, data: dataOf(key) })
}

/**
 * Tells of the API keys that end, 14, 3 and 1 days before, each once: who takes the row also writes the event.
 * @returns how many were told of
 */
export async function tellExpiringKeys(): Promise<number> {
  let told = 0
  // The last day first: what was missed while nothing ran is not told any more.
  for (const days of KEY_REMINDER_DAYS.toReversed())
    for (let count = BATCH; count === BATCH; told += count) count = await db().$transaction((tx) => remind(tx, days))
  return told
}

async function remind(tx: DatabaseTransaction, days: number): Promise<number> {
  // One that was made for a shorter time never had so many days left.
  const due = await tx.$queryRaw<Array<NamedKey & { user_id: string; expires_at: Date }>>`
    UPDATE api_keys SET reminded_days = ${days} WHERE id IN (
      SELECT id FROM api_keys
       WHERE revoked_at IS NULL AND expires_at > now() AND expires_at <= now() + make_interval(days => ${days}::int)
         AND created_at < expires_at - make_interval(days => ${days}::int)
         AND (reminded_days IS NULL OR reminded_days > ${days})
       LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING id, name, user_id, expires_at`
  for (const key of due) {
    const data = { ...dataOf(key), days_left: days, ends_at: key.expires_at.toISOString() }
    await writeEvent(tx, { userId: key.user_id, connectionId: null }, { type: 'api_key.expiring', data })
  }
  return due.length
}

function dataOf({ id, name }: NamedKey) {
  return { api_key_id: id, name, action_url: `${settings().origin}/api-keys` }
}
