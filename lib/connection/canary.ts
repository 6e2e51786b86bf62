import 'server-only'
import { keyring } from '#lib/connection/store'
import { db } from '#lib/db'
import { CannotOpen, open, seal } from '#lib/vault/seal'

const KNOWN_TEXT = 'the key ring that wrote this can read this'

export type KeyState = 'ready' | 'cannot_open'

let known: { state: KeyState; until: number } | undefined

/**
 * Whether the key ring of this process can open what is stored: one known text per key id.
 * A ring that cannot is *not ready*: nothing is written with it, because a second ring over the same rows would make
 * half of them unreadable for everybody. The answer is remembered for a minute when good, for five seconds when bad.
 */
export async function keyState(now = Date.now()): Promise<KeyState> {
  if (known && now < known.until) return known.state
  const state = await testKeys()
  known = { state, until: now + (state === 'ready' ? 60_000 : 5_000) }
  return state
}

async function testKeys(): Promise<KeyState> {
  const canaries = await readCanaries()
  if (!canaries.every(opens)) return 'cannot_open'
  const { activeId } = keyring()
  if (canaries.some(({ keyId }) => keyId === activeId)) return 'ready'
  // A new key gets its canary only while every other one opens. Another process may be faster, with another key of that id.
  await writeCanary(activeId)
  return (await readCanaries()).every(opens) ? 'ready' : 'cannot_open'
}

interface StoredCanary {
  keyId: string
  canarySealed: string
}

function readCanaries(): Promise<StoredCanary[]> {
  return db().canary.findMany({ select: { keyId: true, canarySealed: true } })
}

async function writeCanary(keyId: string): Promise<void> {
  const canarySealed = seal(keyring(), KNOWN_TEXT, placeOf(keyId))
  await db().$executeRaw`
    INSERT INTO canaries (key_id, canary_sealed, system_identifier, database_name)
    SELECT ${keyId}, ${canarySealed}, system_identifier::text, current_database() FROM pg_control_system()
    ON CONFLICT (key_id) DO NOTHING`
}

function opens({ keyId, canarySealed }: StoredCanary): boolean {
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
