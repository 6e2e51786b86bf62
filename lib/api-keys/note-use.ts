import 'server-only'
import { db } from '#lib/db'
import { inFlight } from '#lib/in-flight'
import { log, nameOf } from '#lib/log'

/** Noting every call would make each one a write; a minute is exact enough. */
const NOTE_AFTER_MS = 60_000
const MOST_NOTED = 20_000

/** When this process has noted a key and an address: calls at the same moment, or from two places in turn, are no write each. */
const notedAt = new Map<string, number>()

interface Used {
  keyId: string
  lastUsedAt: Date | null
  lastUsedFrom: string | null
  now: Date
}

/** Notes when and from where a key was used. Nobody waits for it: a key that works is not refused because its note failed. */
export function noteUse({ keyId, lastUsedAt, lastUsedFrom, now }: Used, address: string): void {
  if (lastUsedAt !== null && lastUsedFrom === address && now.getTime() - lastUsedAt.getTime() < NOTE_AFTER_MS) return
  if (wasJustNoted(`${keyId} ${address}`)) return
  const note = () => db().$executeRaw`
    UPDATE api_keys SET last_used_at = now(), last_used_from = ${address} WHERE id = ${keyId}::uuid`
  inFlight(note).catch((error: unknown) => log.warn('api_key_use_not_noted', { cause: nameOf(error) }))
}

function wasJustNoted(use: string): boolean {
  const now = performance.now()
  if (now - (notedAt.get(use) ?? Number.NEGATIVE_INFINITY) < NOTE_AFTER_MS) return true
  if (notedAt.size >= MOST_NOTED) notedAt.clear()
  notedAt.set(use, now)
  return false
}
