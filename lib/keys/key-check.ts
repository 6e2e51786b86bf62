import 'server-only'
import { type DatabaseTransaction, db } from '#lib/db'
import { clusterFile } from '#lib/keys/database-identity'
import { keyring } from '#lib/keys/sealed-store'
import { log } from '#lib/log'
import { CannotOpen, open, seal } from '#lib/vault/seal'

const KNOWN_TEXT = 'the key ring that wrote this can read this'

export type KeyState = 'ready' | 'cannot_open'

/** On `globalThis`, because Next loads this module for the jobs and again for the pages. */
const holder = globalThis as typeof globalThis & { dashboardKeys?: { state: KeyState; until: number } }

/** What was found out last, without asking again: facts are told of many rows at once. */
export function knownKeyState(): KeyState {
  return holder.dashboardKeys?.state ?? 'ready'
}

/**
 * Whether the key ring of this process can open what is stored: one known text per key id.
 * A ring that cannot is *not ready*: nothing is written with it, because a second ring over the same rows would make
 * half of them unreadable for every process. The answer is remembered for a minute when good, for five seconds when bad.
 */
export async function keyState(now = Date.now()): Promise<KeyState> {
  const known = holder.dashboardKeys
  if (known && now < known.until) return known.state
  const state = await testKeys()
  if (state === 'cannot_open' && known?.state !== state) log.error('key_ring_cannot_open')
  holder.dashboardKeys = { state, until: now + (state === 'ready' ? 60_000 : 5_000) }
  return state
}

async function testKeys(): Promise<KeyState> {
  const canaries = await readCanaries()
  if (!allOpen(canaries)) return 'cannot_open'
  const { activeId } = keyring()
  if (canaries.some(({ keyId }) => keyId === activeId)) return 'ready'
  // A new key gets its canary only while every other one opens. Another process may be faster, with another key of that id.
  await writeCanary(activeId)
  return allOpen(await readCanaries()) ? 'ready' : 'cannot_open'
}

/** A key that has sealed something here, and whether our ring opens it. */
export interface Canary {
  keyId: string
  opens: boolean
}

/** Every key that the database knows. Reads only: unlike `keyState` it never makes a new key known. */
export async function readCanaries(tx: DatabaseTransaction = db()): Promise<Canary[]> {
  const stored = await tx.canary.findMany({
    select: { keyId: true, canarySealed: true },
    orderBy: { createdAt: 'asc' },
  })
  return stored.map((canary) => ({ keyId: canary.keyId, opens: opens(canary) }))
}

/** True when the ring opens every canary: only then may something be sealed with it. */
export function allOpen(canaries: Canary[]): boolean {
  return canaries.every((canary) => canary.opens)
}

async function writeCanary(keyId: string): Promise<void> {
  const canarySealed = seal(keyring(), KNOWN_TEXT, placeOf(keyId))
  await db().$executeRaw`
    INSERT INTO canaries (key_id, canary_sealed, system_identifier, database_name, cluster_file, starts)
    SELECT ${keyId}, ${canarySealed}, system_identifier::text, current_database(),
           coalesce((SELECT max(cluster_file) FROM canaries), ${clusterFile()}), (SELECT max(starts) FROM canaries)
      FROM pg_control_system()
    ON CONFLICT (key_id) DO NOTHING`
}

/**
 * Takes the canary of a key away. The mark of origin, and when a restore was declared, go over to the active key, which
 * gets its canary with it if it has none yet: the last canary must not take them along.
 */
export async function removeCanary(tx: DatabaseTransaction, keyId: string): Promise<void> {
  const { activeId } = keyring()
  const canarySealed = seal(keyring(), KNOWN_TEXT, placeOf(activeId))
  await tx.$executeRaw`
    INSERT INTO canaries (key_id, canary_sealed, system_identifier, database_name, cluster_file, starts, restored_at)
    SELECT ${activeId}, ${canarySealed}, system_identifier, database_name, cluster_file, starts, restored_at FROM canaries WHERE key_id = ${keyId}
    ON CONFLICT (key_id) DO UPDATE SET restored_at = greatest(canaries.restored_at, excluded.restored_at)`
  await tx.canary.deleteMany({ where: { keyId } })
}

function opens({ keyId, canarySealed }: { keyId: string; canarySealed: string }): boolean {
  try {
    return open(keyring(), canarySealed, placeOf(keyId)) === KNOWN_TEXT
  } catch (error) {
    if (error instanceof CannotOpen) return false
    throw error
  }
}

function placeOf(keyId: string) {
  return { table: 'canaries', column: 'canary_sealed', rowId: keyId, issuer: '', subject: '' }
}
