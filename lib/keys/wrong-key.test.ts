import { createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { refresh } from '#lib/access/refresh'
import { actOnConnection } from '#lib/auth/actions/act'
import { beginFlow } from '#lib/auth/begin-flow'
import { discardUnstored } from '#lib/auth/next-auth/exchange-and-verify'
import { storeConsent } from '#lib/auth/next-auth/sign-in-callback'
import type { Flow } from '#lib/auth/transaction/flow'
import { factsOf, learnCommonFacts } from '#lib/connection/facts'
import { readIdentity } from '#lib/connection/identity/identity'
import { state } from '#lib/connection/verdict'
import type { Consent } from '#lib/consent/consent'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { doDueWork } from '#lib/jobs/do-due-work'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { createSubscription, queueRevocation } from '#lib/keys/sealed-store'
import { loadSetup } from '#lib/loaders/setup/load-setup'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { databaseText, type Harness, openHarness, restartWith } from '#lib/testing/harness'
import type { EncryptionKey } from '#lib/vault/seal'
import { acceptDelivery } from '#lib/withdrawal/accept-delivery'
import { subscribeWebhook } from '#lib/withdrawal/subscribe'

// The setup page counts who looks, by a header of the request.
vi.mock('next/headers', () => ({ headers: async () => new Headers() }))

const DAY_MS = 86_400_000
const SUBSCRIPTION = 'subscription-of-this-test'
const LOCKED = { status: 'failed', reason: 'locked' }

const key = (id: string): EncryptionKey => ({ id, key: randomBytes(32) })
const later = key('later')
let test: EncryptionKey
let harness: Harness
/** One that works and is due for everything, and one that was to be ended eight days ago. */
let [working, ending] = [] as unknown as [Connection, Connection]
let consent: Consent
beforeAll(async () => {
  harness = await openHarness()
  ;[test] = settings().encryptionKeys as [EncryptionKey]
})
afterAll(() => harness.close())
beforeEach(async () => {
  await harness.bench.command('reset', { all: true })
  await Promise.all([db().user.deleteMany(), db().revocation.deleteMany(), db().canary.deleteMany()])
  await restartWith(test)
  working = await harness.connected()
  await createSubscription(db(), { connectionId: working.id, subscriptionId: SUBSCRIPTION, secret: 'secret' })
  // The rest belongs to the later key: it opens with it even when the other one is gone.
  await restartWith(later, test)
  ending = await harness.connected({ person: 'Jonas', organization: 'Atelier Lumen' })
  await queueRevocation(db(), {
    environment: 'simulator',
    clientId: 'app',
    connectionId: working.id,
    token: 'queued',
    cause: 'test',
  })
  consent = await harness.consentOf()
  await makeEverythingDue()
})

async function makeEverythingDue(): Promise<void> {
  const past = new Date(Date.now() - 8 * DAY_MS)
  const due = { accessExpiresAt: past, provenAt: past, attemptAt: new Date(Date.now() - 20_000) }
  working = await db().connection.update({ where: { id: working.id }, data: due })
  ending = await db().connection.update({
    where: { id: ending.id },
    data: { status: 'disconnecting', disconnectRequestedAt: past, accessExpiresAt: past },
  })
}

const requests = async () => (await harness.bench.command('state')).counts.requests
const reload = async ({ id }: Connection) => state(factsOf(await harness.row(id)), new Date())

const RINGS: Array<[string, () => EncryptionKey[]]> = [
  ['other keys under the right names', () => [key('test'), key('later')]],
  ['keys of another installation', () => [key('other')]],
  ['a new key in front and one of two missing', () => [key('new'), later]],
]

describe.each(RINGS)('with %s', (_, ring) => {
  it('nothing is written and no token is sent, whatever is tried', async () => {
    expect(await restartWith(...ring())).toBe('cannot_open')
    const before = await databaseText()
    const asked = await requests()

    for (const row of [working, ending]) {
      expect(await refresh(row, 'check')).toBe('locked')
      expect(await actOnConnection.check(row)).toEqual(LOCKED)
      expect(await actOnConnection.disconnect(row)).toEqual(LOCKED)
    }
    expect(await accessToken(working.id)).toEqual({ ok: false, reason: 'locked' })
    const grantedScopes = [...working.grantedScopes, 'webhook']
    expect(await subscribeWebhook({ ...working, grantedScopes }, 'https://mooring.example.com/hook')).toEqual({
      ok: false,
      reason: 'locked',
    })
    expect(await deliver()).toEqual({ ok: false, reason: 'unsigned' })

    await sweepAttempts()
    expect(await doDueWork(performance.now() + 100)).toBe(0)
    expect(await revokeQueued()).toEqual({ revoked: 0, failed: 0 })

    const begin = { intent: 'sign-in', connection: null, scopes: [], csrfToken: '', callbackUrl: '/' }
    expect((await beginFlow(begin, undefined, null)).location).toContain('error=config_error')
    expect(await databaseText()).toEqual(before)
    expect(await requests()).toEqual(asked)
  })

  it('a sign-in that was under way ends, and its grant is revoked at once because nobody could remember it', async () => {
    await restartWith(...ring())
    const before = await databaseText()
    const asked = await requests()
    const flow = await finishSignIn()
    expect(flow).toMatchObject({ failure: 'config_error' })
    expect(flow.connected).toBeUndefined()
    expect(await databaseText()).toEqual(before)
    expect(await requests()).toEqual({ ...asked, revoke: (asked.revoke ?? 0) + 1 })
  })

  it('a pause changes the status and nothing else', async () => {
    await restartWith(...ring())
    const before = await harness.row(working.id)
    expect(await actOnConnection.pause(working)).toMatchObject({ status: 'done' })
    expect(await harness.row(working.id)).toEqual({
      ...before,
      tellAt: expect.any(Date),
      status: 'frozen',
      dueAt: expect.any(Date),
    })
  })

  it('says so on the connection, and goes on as if nothing had been when the keys are back', async () => {
    await restartWith(...ring())
    expect(await reload(working)).toMatchObject({ state: 'locked', owner: 'administrator', validUntil: null })
    expect(readIdentity(working)).toBe('locked')
    expect(await restartWith(test, later)).toBe('ready')
    expect((await accessToken(working.id)).ok).toBe(true)
    expect(await reload(working)).toMatchObject({ state: 'ok' })
    expect(await deliver()).toMatchObject({ ok: true })
    expect(await actOnConnection.disconnect(ending)).toMatchObject({ status: 'done' })
  })
})

it('is said on the first page of a process that does no background work, also where the ring happens to open the tokens', async () => {
  const row = await harness.connected({ person: 'Jonas', organization: 'Buchwerk Treuhand' })
  await restartWith(key('new'), later)
  Reflect.deleteProperty(globalThis, 'dashboardKeys')
  expect(await reload(row)).toMatchObject({ state: 'ok' })
  await learnCommonFacts(false)
  expect(await reload(row)).toMatchObject({ state: 'locked' })
})

it('is what the setup page says', async () => {
  await restartWith(key('other'))
  const { items } = await loadSetup()
  expect(items).toContainEqual({ item: 'keys', outcome: 'bad', fact: null, reason: 'cannot_open' })
})

/** What next-auth does when the browser comes back from Qonto. */
async function finishSignIn(): Promise<Flow> {
  const { transaction, grant, grantedAt } = consent
  const flow: Flow = {
    ...{ reference: 'TEST-TEST', transaction, response: new URLSearchParams(), grant: { grant, grantedAt } },
    ...{ deadline: AbortSignal.timeout(10_000), device: null, former: null },
    checks: { state: 's', nonce: 'n', pkceCodeVerifier: 'v' },
  }
  expect(await storeConsent(flow)).toBe(false)
  await discardUnstored(flow)
  return flow
}

async function deliver() {
  const body = Buffer.from(JSON.stringify({ id: 'event', subscription_id: SUBSCRIPTION, type: 'v1/something-else' }))
  const at = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', 'secret').update(`${at}.`).update(body).digest('hex')
  return acceptDelivery(body, `t=${at},v1=${signature}`)
}
