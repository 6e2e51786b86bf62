import { randomBytes } from 'node:crypto'
import { testDatabase } from '#e2e/runner/test-database'
import type { Consent } from '#lib/consent/consent'
import { type Connected, type ConnectRefusal, connect } from '#lib/consent/store-consent'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection, Intent } from '#lib/generated/prisma/client'
import { newId, newSecret } from '#lib/ids'
import { type KeyState, keyState } from '#lib/keys/key-check'
import { forgetExamined, keyring, openToken, sealTokens } from '#lib/keys/sealed-store'
import { exchangeCode } from '#lib/oauth/exchange-code'
import type { AuthorizationServer, TokenAnswer } from '#lib/oauth/types'
import { verifyGrant } from '#lib/oauth/verify-grant'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { readOwner } from '#lib/qonto/read-owner'
import type { Result } from '#lib/result'
import { createKeyring, type EncryptionKey } from '#lib/vault/seal'
import { type Bench, REDIRECT_URI, startBench, VERIFIER, type Trip as Wish } from '#simulator/testing'

/** Real PostgreSQL and a running simulator, for the tests of what a connection does. */
export interface Harness {
  bench: Bench
  server: AuthorizationServer & ReturnType<typeof qontoEndpoints>
  /** A consent up to storing it: transaction, exchange, verification. Signs in unless told otherwise. */
  consentOf(wish?: Wish, as?: ConsentAs): Promise<Consent>
  /** The same, stored. */
  consent(wish?: Wish, as?: ConsentAs): Promise<Result<Connected, ConnectRefusal>>
  /** The same, when it must succeed: the stored row. */
  connected(wish?: Wish, as?: ConsentAs): Promise<Connection>
  answerOf(wish?: Wish): Promise<TokenAnswer>
  /** More connections with the tokens of one, in which only what is said differs. */
  twins(row: Connection, count: number, changes: Partial<Connection>): Promise<void>
  row(id: string): Promise<Connection>
  /** Has what happened to the stored refresh token happened a day earlier, and lets it be asked about at once. */
  dayPasses(id: string): Promise<void>
  close(): Promise<void>
}

export interface ConsentAs {
  intent?: Intent
  userId?: string
  connectionId?: string
  sessionId?: string
}

const NONCE = 'nonce-of-this-test'
const STATE = 'state-of-this-test-state-of-this-test'

/** Set where the test files of a worker follow each other in one process (vitest.config.ts). */
const isShared = process.env.TEST_SHARED_PROCESS === '1'
const worker = globalThis as typeof globalThis & { sharedBench?: Promise<Bench> }

/** Must be called before anything reads the settings: they are parsed once. */
export async function openHarness(): Promise<Harness> {
  if (!isShared) return harnessAt(await openBench())
  worker.sharedBench ??= openBench()
  const bench = await worker.sharedBench
  await emptyTables()
  await restartWith(...settings().encryptionKeys)
  Reflect.deleteProperty(globalThis, 'dashboardOrigin')
  // It ends with the worker, and its database with the server.
  return { ...harnessAt(bench), close: async () => {} }
}

async function openBench(): Promise<Bench> {
  const [bench, database] = await Promise.all([startBench(), testDatabase()])
  Object.assign(process.env, {
    QONTO_ENVIRONMENT: 'simulator',
    QONTO_OAUTH_URL: bench.url,
    QONTO_API_URL: bench.url,
    DATABASE_URL: database.url,
    NEXTAUTH_SECRET: newSecret(),
    TOKEN_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
  })
  const close = async () => {
    await Promise.all([bench.close(), database.close()])
  }
  return { ...bench, close }
}

/** As after the migrations. */
async function emptyTables(): Promise<void> {
  const tables = await db().$queryRaw<Array<{ name: string }>>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`
  await db().$executeRawUnsafe(`TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`)
  await db().$executeRawUnsafe('DROP SCHEMA IF EXISTS pgboss CASCADE')
}

/** On the database and the simulator that the settings name. */
export function harnessAt(bench: Bench): Harness {
  const server = qontoEndpoints(settings())
  const answerOf = async (wish: Wish = {}) => {
    const location = await bench.trip(wish)
    return exchangeCode(server, {
      response: location.searchParams,
      state: STATE,
      codeVerifier: VERIFIER,
      redirectUri: REDIRECT_URI,
    })
  }
  const harness: Harness = {
    ...{ bench, server, answerOf },
    row: (id) => db().connection.findUniqueOrThrow({ where: { id } }),
    async dayPasses(id) {
      await db()
        .$executeRaw`UPDATE rotations SET started_at = started_at - interval '1 day' WHERE connection_id = ${id}::uuid`
      await db().connection.update({ where: { id }, data: { nextAttemptAt: null } })
    },
    async consentOf(wish = {}, as = {}) {
      const requested = (wish.query?.scope ?? settings().scopes.join(' ')).split(' ')
      const [clock] = await db().$queryRaw<Array<{ now: Date }>>`SELECT now()`
      const verified = await verifyGrant(server, await answerOf(wish), { requestedScopes: requested, nonce: NONCE })
      if (!verified.ok) throw new Error(`The grant was refused: ${JSON.stringify(verified.reason)}`)
      const transaction = await beginTransaction(requested, as)
      const owner = await readOwner(server, verified.value)
      const { clientId } = settings()
      const grantedAt = clock?.now ?? new Date()
      return { transaction, grant: verified.value, owner, clientId, grantedAt, formerSessionId: null, admittedBy: null }
    },
    consent: async (wish, as) => connect(await harness.consentOf(wish, as)),
    async connected(wish, as) {
      const result = await harness.consent(wish, as)
      if (!result.ok) throw new Error(`The consent was refused: ${result.reason}`)
      return harness.row(result.value.connectionId)
    },
    async twins(row, count, changes) {
      const [access, refresh] = [openToken(row, 'accessTokenSealed'), openToken(row, 'refreshTokenSealed')]
      if (access.kind !== 'open' || refresh.kind !== 'open') throw new Error('There are no tokens.')
      for (let made = 0; made < count; made += 1) {
        const twin = { ...row, ...changes, id: newId(), organizationId: null, checks: [], disconnectSteps: [] }
        const sealed = sealTokens(twin, { accessToken: access.token, refreshToken: refresh.token })
        await db().connection.create({ data: { ...twin, ...sealed } })
      }
    },
    async close() {
      await db().$disconnect()
      await bench.close()
    },
  }
  return harness
}

/** Swaps the key ring of this process, as a restart with other settings would. */
export function restartWith(...keys: EncryptionKey[]): Promise<KeyState> {
  Object.assign(keyring(), createKeyring(keys))
  forgetExamined()
  Reflect.deleteProperty(globalThis, 'dashboardKeys')
  return keyState()
}

/** Every row of every table of ours, to the byte. */
export async function databaseText(): Promise<string[]> {
  const tables = await db().$queryRaw<Array<{ name: string }>>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`
  const perTable = tables.map(({ name }) =>
    db().$queryRawUnsafe<Array<{ text: string }>>(
      `SELECT '${name} ' || to_jsonb(t)::text AS text FROM "${name}" t ORDER BY 1`,
    ),
  )
  return (await Promise.all(perTable)).flat().map(({ text }) => text)
}

async function beginTransaction(scopes: string[], { intent = 'sign_in', userId, connectionId, sessionId }: ConsentAs) {
  const transaction = {
    id: newId(),
    environment: 'simulator' as const,
    intent,
    userId: userId ?? null,
    sessionId: sessionId ?? null,
    connectionId: connectionId ?? null,
    scopes,
    chosenScopes: [],
    refusedScopes: [],
  }
  await db().transaction.create({
    data: { ...transaction, stateHash: Uint8Array.from(randomBytes(32)), consumedAt: new Date() },
  })
  return transaction
}
