import { randomBytes } from 'node:crypto'
import { accessToken } from '#lib/access/access-token'
import { check } from '#lib/access/check'
import { pause } from '#lib/connection/changes/pause'
import { factsOf } from '#lib/connection/facts'
import { REFRESH_LIFETIME_MS, state } from '#lib/connection/verdict'
import { connect } from '#lib/consent/store-consent'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { newId, newSecret } from '#lib/ids'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { readOwner } from '#lib/qonto/read-owner'
import { createKeyring, seal } from '#lib/vault/seal'
import { consentInSimulator, controlSimulator, demoSubjects, type Wish } from '#scripts/seed/seed-consent'

interface Scene extends Wish {
  /** What happens to the connection after it was made. */
  happens?: (row: Connection) => Promise<unknown>
}

const DAY_MS = 86_400_000
const change = (row: Connection, data: Parameters<ReturnType<typeof db>['connection']['update']>[0]['data']) =>
  db().connection.update({ where: { id: row.id }, data })
const expire = (row: Connection) => change(row, { accessExpiresAt: new Date() })

/** Works, so that signing in to it changes nothing. */
export const DEMO_HOME = 'Papeterie Bleue SARL'

/** One organisation of the simulator for each state that a connection can be in. */
const SCENES: Scene[] = [
  { organization: DEMO_HOME },
  { organization: 'Kaffeerösterei Nordlicht', happens: (row) => disconnect(row.id) },
  { organization: 'Werkhof Linde GmbH', granted: ['openid', 'offline_access', 'organization.read'] },
  { organization: 'Studio Ponente S.r.l.', granted: ['openid', 'organization.read', 'membership.read'] },
  {
    organization: 'Cooperativa del Faro',
    happens: (row) => during({ target: 'all', kind: 'status', status: 503, times: 0 }, () => check(row)),
  },
  {
    organization: 'Imprimerie du Canal SAS',
    happens: (row) => change(row, { refreshIssuedAt: new Date(Date.now() - REFRESH_LIFETIME_MS + 6 * DAY_MS) }),
  },
  { organization: 'Fahrradkontor Elbe e.K.', happens: revokeAtQonto },
  {
    organization: 'Librería Mediodía S.L.',
    happens: async (row) => during({ kind: 'refuse_credentials' }, async () => accessToken((await expire(row)).id)),
  },
  { organization: 'Atelier Cendre et Sel', happens: loseKey },
  { organization: 'Talleres Norte S.L.', happens: pause },
  {
    organization: 'Vivaio Collina Verde',
    happens: (row) => during({ target: 'all', kind: 'status', status: 500, times: 0 }, () => disconnect(row.id)),
  },
]

/** Makes the demo person with one connection per state, and an authorization transaction that is still open. Answers what they became. */
export async function seedConnections(): Promise<{ userId: string; seeded: Array<{ name: string; state: string }> }> {
  await controlSimulator('reset', {})
  const userId = await demoPerson()
  const seeded = []
  for (const scene of SCENES) {
    const row = await connectScene(scene, userId)
    await scene.happens?.(row)
    const after = await db().connection.findUniqueOrThrow({ where: { id: row.id } })
    // Kept from the jobs, which would heal most of these states within minutes; a click still does. What works is renewed.
    if (scene.happens) await change(row, { nextAttemptAt: new Date(Date.now() + DAY_MS) })
    seeded.push({ name: scene.organization, state: state(factsOf(after), new Date()).state })
  }
  await beginTransaction(userId, null)
  return { userId, seeded }
}

/** The person of the demo, with all her identities and nothing that an earlier seed has made. */
async function demoPerson(): Promise<string> {
  const { iss: issuer, sub: home } = (await consentInSimulator({ organization: DEMO_HOME })).grant.claims
  const subjects = await demoSubjects()
  await db().connection.deleteMany({ where: { issuer, subject: { in: subjects } } })
  for (const membershipId of subjects) await controlSimulator('revoke', { membershipId })
  const known = await db().account.findUnique({ where: { issuer_subject: { issuer, subject: home } } })
  const userId = known?.userId ?? (await db().user.create({ data: { id: newId() } })).id
  await db().transaction.deleteMany({ where: { userId } })
  for (const subject of subjects)
    await db().account.upsert({
      where: { issuer_subject: { issuer, subject } },
      create: { id: newId(), userId, issuer, subject },
      update: { userId },
    })
  return userId
}

async function connectScene(scene: Scene, userId: string): Promise<Connection> {
  const { grant, grantedAt } = await consentInSimulator(scene)
  const transaction = await beginTransaction(userId, new Date())
  const owner = await readOwner(qontoEndpoints(settings()), grant)
  const { clientId } = settings()
  const consent = { transaction, grant, owner, clientId, grantedAt, formerSessionId: null, admittedBy: null }
  const result = await connect(consent)
  if (!result.ok) throw new Error(`The demo connection was refused: ${result.reason}`)
  return db().connection.findUniqueOrThrow({ where: { id: result.value.connectionId } })
}

async function beginTransaction(userId: string, consumedAt: Date | null) {
  const transaction = {
    id: newId(),
    ...{ environment: 'simulator' as const, intent: 'connect' as const },
    ...{ userId, sessionId: null, connectionId: null },
    ...{ scopes: settings().scopes, chosenScopes: [], refusedScopes: [] },
  }
  await db().transaction.create({ data: { ...transaction, stateHash: Uint8Array.from(randomBytes(32)), consumedAt } })
  return transaction
}

/** Lets something happen while the simulator fails in one way. */
async function during(failure: object, happen: () => Promise<unknown>): Promise<void> {
  await controlSimulator('failures', failure)
  await happen()
  await controlSimulator('reset', {})
}

async function revokeAtQonto(row: Connection): Promise<void> {
  await controlSimulator('revoke', { membershipId: row.subject })
  await accessToken((await expire(row)).id)
  // Only a refusal after a whole day is believed.
  await db().rotation.updateMany({
    where: { connectionId: row.id },
    data: { startedAt: new Date(Date.now() - DAY_MS) },
  })
  await change(row, { nextAttemptAt: null })
  await accessToken(row.id)
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
