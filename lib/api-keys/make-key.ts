import 'server-only'
import { isIP } from 'node:net'
import { LIFETIMES_DAYS, LONGEST_NAME, MOST_KEYS, PERMISSIONS, type Permission } from '#lib/api-keys/key-catalogue'
import { newKey, startOf } from '#lib/api-keys/key-format'
import { recordActivity } from '#lib/connection/activity'
import { type Person, visibleTo } from '#lib/connection/principal'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { isId, newId, sha256 } from '#lib/ids'
import { fail, ok, type Result } from '#lib/result'
import { tellOfKey } from '#lib/told/tell-of-key'

const DAY_MS = 86_400_000

/** What a form asks for, as it was written. */
export interface KeyWish {
  name: string
  permissions: string[]
  /** Whether `qonto:write` includes calls that may move money. */
  mayMoveMoney: boolean
  /** Null for all connections, also future ones. */
  connections: string[] | null
  /** Days; an empty text for ever. */
  lifetime: string
  /** Addresses and networks, separated by spaces or commas; empty for any. */
  addresses: string
}

export type KeyRefusal =
  | 'name'
  | 'permissions'
  | 'money_alone'
  | 'connections'
  | 'lifetime'
  | 'addresses'
  | 'too_many_keys'

/** Makes a key for its owner. The secret is in the answer and nowhere else. */
export async function makeKey(owner: Person, wish: KeyWish): Promise<Result<{ secret: string }, KeyRefusal>> {
  const read = readWish(wish)
  if (!read.ok) return read
  const { connections, days, ...columns } = read.value
  const own = await db().connection.findMany({ where: visibleTo(owner), select: { id: true } })
  if (connections?.some((id) => !own.some((row) => row.id === id))) return fail('connections')
  if ((await db().apiKey.count({ where: { userId: owner.userId, revokedAt: null } })) >= MOST_KEYS)
    return fail('too_many_keys')
  const [secret, id, now] = [newKey(), newId(), await databaseNow()]
  await db().$transaction(async (tx) => {
    await tx.apiKey.create({
      data: {
        ...{ id, userId: owner.userId, start: startOf(secret), secretHash: sha256(secret) },
        ...columns,
        everyConnection: connections === null,
        expiresAt: days === null ? null : new Date(now.getTime() + days * DAY_MS),
        connections: { create: (connections ?? []).map((connectionId) => ({ connectionId })) },
      },
    })
    await recordActivity(tx, { event: 'api_key_made', actor: 'you', outcome: 'done', userId: owner.userId })
    await tellOfKey(tx, owner, 'api_key.created', { id, name: columns.name })
  })
  return ok({ secret })
}

interface ReadWish {
  name: string
  permissions: Permission[]
  mayMoveMoney: boolean
  connections: string[] | null
  days: number | null
  allowedAddresses: string[]
}

function readWish({
  name: given,
  permissions: asked,
  mayMoveMoney,
  connections,
  lifetime,
  addresses,
}: KeyWish): Result<ReadWish, KeyRefusal> {
  const name = given.trim().toWellFormed().replaceAll('\0', '')
  if (name === '' || name.length > LONGEST_NAME) return fail('name')
  const permissions = PERMISSIONS.filter((known) => asked.includes(known))
  if (permissions.length === 0 || permissions.length !== new Set(asked).size) return fail('permissions')
  if (mayMoveMoney && !permissions.includes('qonto:write')) return fail('money_alone')
  if (connections !== null && (connections.length === 0 || !connections.every(isId))) return fail('connections')
  const days = LIFETIMES_DAYS.find((known) => String(known ?? '') === lifetime)
  if (days === undefined) return fail('lifetime')
  const allowedAddresses = addresses.split(/[\s,]+/).filter((one) => one !== '')
  if (allowedAddresses.length > 50 || !allowedAddresses.every(isNetwork)) return fail('addresses')
  const chosen = connections && [...new Set(connections)]
  return ok({ name, permissions, mayMoveMoney, connections: chosen, days, allowedAddresses })
}

/** An address, or a network as in RFC 4632: `192.0.2.0/24`, `2001:db8::/48`. */
function isNetwork(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
}
