import 'server-only'
import { newKey } from '#lib/api-keys/key-format'
import { recordActivity } from '#lib/connection/activity'
import { type Person, visibleConnection } from '#lib/connection/principal'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { isId, newId, sha256 } from '#lib/ids'
import { LONGEST_NAME, MOST_LINKS, STATUS_LIFETIMES_DAYS } from '#lib/links/link-catalogue'
import { type LinkKind, linkAddress, PREFIX_OF } from '#lib/links/link-kinds'
import { fail, ok, type Result } from '#lib/result'

const DAY_MS = 86_400_000

/** What a form asks for, as it was written. */
export interface StatusLinkWish {
  name: string
  /** The id of a connection; an empty text for all of them. */
  connection: string
  /** Days. */
  lifetime: string
}

export type LinkRefusal = 'name' | 'connection' | 'lifetime' | 'too_many_links'
type Made = Result<{ secret: string }, LinkRefusal>

/** Makes a status link for its owner. The address is in the answer and nowhere else. */
export async function makeStatusLink(owner: Person, { name, connection: id, lifetime }: StatusLinkWish): Promise<Made> {
  const days = STATUS_LIFETIMES_DAYS.find((known) => String(known) === lifetime)
  if (days === undefined) return fail('lifetime')
  const connectionId = id === '' ? null : await ownConnectionId(owner, id)
  if (connectionId === undefined) return fail('connection')
  return makeLink(owner, { kind: 'status', name, connectionId, days })
}

/** Makes a calendar of all connections of its owner, which works until it is revoked. */
export async function makeCalendar(owner: Person, name: string): Promise<Made> {
  return makeLink(owner, { kind: 'calendar', name, connectionId: null, days: null })
}

interface NewLink {
  kind: LinkKind
  name: string
  connectionId: string | null
  days: number | null
}

async function makeLink(owner: Person, { kind, name: given, connectionId, days }: NewLink): Promise<Made> {
  const { userId } = owner
  const name = given.trim().toWellFormed().replaceAll('\0', '')
  if (name === '' || name.length > LONGEST_NAME) return fail('name')
  if ((await db().link.count({ where: { userId, kind, revokedAt: null } })) >= MOST_LINKS) return fail('too_many_links')
  const [secret, now] = [newKey(PREFIX_OF[kind]), await databaseNow()]
  await db().$transaction(async (tx) => {
    await tx.link.create({
      data: {
        ...{ id: newId(), userId, kind, name, connectionId, secretHash: sha256(secret) },
        expiresAt: days === null ? null : new Date(now.getTime() + days * DAY_MS),
      },
    })
    const event = kind === 'status' ? 'status_link_made' : 'calendar_made'
    await recordActivity(tx, { event, actor: 'you', outcome: 'done', userId, connectionId })
  })
  return ok({ secret: linkAddress(kind, secret) })
}

async function ownConnectionId(owner: Person, id: string): Promise<string | undefined> {
  if (!isId(id)) return undefined
  const found = await db().connection.findFirst({
    where: { ...visibleConnection(owner, id), status: { not: 'disconnected' } },
    select: { id: true },
  })
  return found?.id
}
