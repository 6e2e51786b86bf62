import { randomBytes } from 'node:crypto'
import { accessToken } from '#lib/connection/access-token'
import { check } from '#lib/connection/check'
import { connect } from '#lib/connection/connect'
import { disconnect } from '#lib/connection/disconnect'
import { factsOf } from '#lib/connection/facts'
import { pause } from '#lib/connection/pause'
import { REFRESH_LIFETIME_MS, state } from '#lib/connection/state'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { newId, newSecret } from '#lib/ids'
import { createKeyring } from '#lib/vault/keyring'
import { seal } from '#lib/vault/seal'
import { consentInSimulator, controlSimulator, type Wish } from '#scripts/seed-consent'

interface Scene {
  name: string
  role: string
  wish?: Wish
  /** What happens to the connection after it was made. */
  happens?: (row: Connection) => Promise<unknown>
}

const DAY_MS = 86_400_000
const change = (row: Connection, data: Parameters<ReturnType<typeof db>['connection']['update']>[0]['data']) =>
  db().connection.update({ where: { id: row.id }, data })
const expire = (row: Connection) => change(row, { accessExpiresAt: new Date() })

/** Without the organisation: its real name in the simulator would replace the invented ones at the next check. */
const DEMO_SCOPES = ['openid', 'offline_access', 'membership.read']

/** One organisation for each state that a connection can be in. */
const SCENES: Scene[] = [
  // Of another membership, because withdrawing a consent ends every consent of its membership.
  {
    name: 'Kaffeerösterei Nordlicht',
    role: 'owner',
    wish: { organization: 'Officina Aurora', asked: [...DEMO_SCOPES, 'organization.read'] },
    happens: (row) => disconnect(row.id),
  },
  { name: 'Papeterie Bleue SARL', role: 'owner' },
  { name: 'Werkhof Linde GmbH', role: 'admin', wish: { granted: ['openid', 'offline_access'] } },
  {
    name: 'Studio Ponente S.r.l.',
    role: 'owner',
    wish: { granted: ['openid', 'membership.read'] },
  },
  {
    name: 'Cooperativa del Faro',
    role: 'manager',
    happens: (row) => during({ target: 'all', kind: 'status', status: 503, times: 0 }, () => check(row)),
  },
  {
    name: 'Imprimerie du Canal SAS',
    role: 'owner',
    happens: (row) => change(row, { refreshIssuedAt: new Date(Date.now() - REFRESH_LIFETIME_MS + 6 * DAY_MS) }),
  },
  { name: 'Fahrradkontor Elbe e.K.', role: 'accountant', happens: revokeAtQonto },
  {
    name: 'Librería Mediodía S.L.',
    role: 'admin',
    happens: async (row) => during({ kind: 'refuse_credentials' }, async () => accessToken((await expire(row)).id)),
  },
  { name: 'Atelier Cendre et Sel', role: 'owner', happens: loseKey },
  { name: 'Talleres Norte S.L.', role: 'manager', happens: pause },
  {
    name: 'Vivaio Collina Verde',
    role: 'owner',
    happens: (row) => during({ target: 'all', kind: 'status', status: 500, times: 0 }, () => disconnect(row.id)),
  },
]

/** Makes the demo person with one connection per state, and a trip to Qonto that is still open. Answers what they became. */
export async function seedConnections(): Promise<Array<{ name: string; state: string }>> {
  await controlSimulator('reset', {})
  const userId = await demoPerson()
  const seeded = []
  for (const scene of SCENES) {
    const row = await connectScene(scene, userId)
    await scene.happens?.(row)
    const after = await db().connection.findUniqueOrThrow({ where: { id: row.id } })
    // Kept from the jobs, which would heal most of these states within minutes; a click still does.
    await change(row, { nextAttemptAt: new Date(Date.now() + DAY_MS) })
    seeded.push({ name: scene.name, state: state(factsOf(after), new Date()).state })
  }
  await beginTrip(userId, 'connect', settings().scopes, null)
  return seeded
}

/** The person of the demo, with nothing that an earlier seed has made. */
async function demoPerson(): Promise<string> {
  const { grant } = await consentInSimulator({})
  const { iss: issuer, sub: subject } = grant.claims
  const known = await db().account.findUnique({ where: { issuer_subject: { issuer, subject } } })
  if (!known) return (await db().user.create({ data: { id: newId() } })).id
  await db().connection.deleteMany({ where: { userId: known.userId, organizationId: { startsWith: 'demo-' } } })
  await db().transaction.deleteMany({ where: { userId: known.userId } })
  return known.userId
}

async function connectScene({ name, role, wish = {} }: Scene, userId: string): Promise<Connection> {
  const asked = wish.asked ?? DEMO_SCOPES
  const { grant, grantedAt } = await consentInSimulator({ ...wish, asked })
  const trip = await beginTrip(userId, 'connect', asked, new Date())
  const organization = {
    kind: 'read' as const,
    value: { id: `demo-${name.toLowerCase().replaceAll(/\W+/g, '-')}`, name },
  }
  const membership = { kind: 'read' as const, value: { id: `demo-${grant.claims.sub}`, name: 'Jonas Feldmann', role } }
  const result = await connect({
    trip,
    grant,
    owner: { organization, membership },
    clientId: settings().clientId,
    grantedAt,
    formerSessionId: null,
  })
  if (!result.ok) throw new Error(`The demo connection was refused: ${result.reason}`)
  return db().connection.findUniqueOrThrow({ where: { id: result.value.connectionId } })
}

async function beginTrip(userId: string, intent: 'connect', scopes: string[], consumedAt: Date | null) {
  const trip = {
    id: newId(),
    environment: 'simulator' as const,
    intent,
    userId,
    sessionId: null,
    connectionId: null,
    scopes,
  }
  await db().transaction.create({ data: { ...trip, stateHash: Uint8Array.from(randomBytes(32)), consumedAt } })
  return trip
}

/** Lets something happen while the simulator fails in one way. */
async function during(failure: object, happen: () => Promise<unknown>): Promise<void> {
  await controlSimulator('failures', failure)
  await happen()
  await controlSimulator('reset', {})
}

async function revokeAtQonto(row: Connection): Promise<void> {
  const { consents } = await controlSimulator('state')
  const latest = consents.findLast(({ live }) => live)
  if (latest) await controlSimulator('revoke', { grantId: latest.grantId })
  await accessToken((await expire(row)).id)
}

/** Seals the tokens with a key that nobody has, as if the key had been lost. */
async function loseKey(row: Connection): Promise<void> {
  const lost = createKeyring([{ id: 'lost', key: randomBytes(32) }])
  const { id: rowId, issuer, subject } = row
  const sealed = (column: string) => seal(lost, newSecret(), { table: 'connections', column, rowId, issuer, subject })
  await change(row, {
    accessTokenSealed: sealed('access_token_sealed'),
    refreshTokenSealed: sealed('refresh_token_sealed'),
  })
}
