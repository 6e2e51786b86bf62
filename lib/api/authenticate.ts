import 'server-only'
import { BlockList, isIP } from 'node:net'
import { type Problem, problem } from '#lib/api/problems'
import type { Permission } from '#lib/api-keys/key-catalogue'
import { IS_LIVE_KEY } from '#lib/api-keys/key-conditions'
import { isKey } from '#lib/api-keys/key-format'
import { admittingEntries, isAdmitted, type Key, visibleToAsker } from '#lib/connection/principal'
import { readShown, SHOWN_JSON, type ShownRow } from '#lib/connection/shown-row'
import { prepared } from '#lib/db'
import { settings } from '#lib/env'
import { sha256 } from '#lib/ids'
import { clusterMarks, isCopied } from '#lib/keys/database-identity'
import { ok, type Result } from '#lib/result'

/** The key of a call, and the connection that its address names. */
export interface Caller extends Key {
  name: string
  permissions: Permission[]
  mayMoveMoney: boolean
  allowedAddresses: string[]
  expiresAt: Date | null
  lastUsedAt: Date | null
  lastUsedFrom: string | null
  /** Null when the address names none, or none that the key may see. */
  connection: ShownRow | null
  /** Of the database; for the facts of the connection. */
  copied: boolean
  /** Whether the owner is still let in here. */
  admitted: boolean
  now: Date
  /** When this was read, by `performance.now()`. */
  asOf: number
}

type Found = Omit<Caller, 'connection' | 'asOf'> & { connection: unknown }

const STATEMENT = `
  WITH asker AS MATERIALIZED (
    SELECT id AS "keyId", user_id AS "userId", every_connection AS "everyConnection", name, permissions,
           may_move_money AS "mayMoveMoney", allowed_addresses AS "allowedAddresses", expires_at AS "expiresAt",
           last_used_at AS "lastUsedAt", last_used_from AS "lastUsedFrom", ${isAdmitted('$6')} AS admitted
      FROM api_keys
     WHERE (secret_hash = $1 OR (former_hash = $1 AND former_until > now()))
       AND ${IS_LIVE_KEY})
  SELECT 'key' AS kind, asker.*, now(), ${isCopied(['$4', '$5'])} AS copied,
         (SELECT ${SHOWN_JSON} FROM connections WHERE connections.id = $2::uuid AND ${visibleToAsker('key', '$3')}) AS connection
    FROM asker`

/**
 * Finds the key of a call and the connection that it is about, in one statement.
 * @param header the header `Authorization`
 * @param address who calls (`lib/client-address`)
 */
export async function authenticate(
  header: string | null,
  address: string,
  connectionId: string | null,
): Promise<Result<Caller, Problem>> {
  const [, text = ''] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? []
  if (!isKey(text)) return problem('invalid_key', { detail: 'Send the header: Authorization: Bearer mrk_...' })
  const values = [sha256(text), connectionId, settings().environment, ...clusterMarks(), admittingEntries()]
  const asOf = performance.now()
  const [caller] = await prepared<Found>('api_key', STATEMENT, values)
  if (!caller) return problem('invalid_key')
  if (!caller.admitted)
    return problem('not_permitted', { detail: 'The owner of this API key is no longer let in here.' })
  if (!isAllowed(address, caller.allowedAddresses))
    return problem('not_permitted', { detail: 'This API key may not be used from this address.' })
  return ok({ ...caller, asOf, connection: caller.connection === null ? null : readShown(caller.connection) })
}

/** Of an IPv6 address only its /64 is known here, and its first address stands for it. */
function isAllowed(address: string, allowed: string[]): boolean {
  if (allowed.length === 0) return true
  const list = new BlockList()
  for (const one of allowed) {
    const [network = '', length] = one.split('/')
    const version = isIP(network) === 6 ? 'ipv6' : 'ipv4'
    const bits = length === undefined ? (version === 'ipv6' ? 128 : 32) : Number(length)
    list.addSubnet(network, version === 'ipv6' ? Math.min(bits, 64) : bits, version)
  }
  const [asked = ''] = address.split('/')
  const version = isIP(asked)
  return version !== 0 && list.check(asked, version === 6 ? 'ipv6' : 'ipv4')
}
