import 'server-only'
import { findBlocked, type Waiting } from '#lib/connection/find-blocked'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { databaseOrigin } from '#lib/keys/database-identity'
import { type KeyState, keyState } from '#lib/keys/key-check'
import type { EnvironmentName, SetupItem } from '#lib/loaders/views'
import type { TokenFailure } from '#lib/oauth/errors'
import { probeCredentials } from '#lib/oauth/probe-credentials'
import { type KeysProbe, probeKeys } from '#lib/oauth/probe-keys'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { type ApiProbe, probeApiRarely } from '#lib/qonto/probe-api'

type Setup = { environment: EnvironmentName; items: SetupItem[] }

/** Everybody may open this page, also when nobody can sign in; so it asks Qonto at most once in fifteen seconds. */
const REMEMBERED_MS = 15_000
let remembered: { setup: Promise<Setup>; until: number } | undefined

/** The operator's check list, each item with a live result. No secret and nobody's data among them. */
export async function loadSetup(): Promise<Setup> {
  const setup = recent() ?? look()
  if (recent() === null) remembered = { setup, until: Date.now() + REMEMBERED_MS }
  return setup
}

function recent(): Promise<Setup> | null {
  return remembered && Date.now() <= remembered.until ? remembered.setup : null
}

async function look(): Promise<Setup> {
  const { environment, origin, stagingToken } = settings()
  const qonto = qontoEndpoints(settings())
  const [credentials, keys, api, database, ring, signedIn, waiting] = await Promise.all([
    probeCredentials(qonto),
    probeKeys(qonto),
    probeApiRarely(qonto),
    databaseOrigin().catch(() => null),
    keyState().catch(() => null),
    // Every sign-in that succeeds leaves a connection; the transaction itself is forgotten after a few days.
    db()
      .connection.count({ where: { environment }, take: 1 })
      .catch(() => null),
    findBlocked(environment).catch(() => null),
  ])
  const items: SetupItem[] = [
    credentialsItem(credentials),
    {
      item: 'redirect_uri',
      outcome: signedIn ? 'good' : 'unknown',
      fact: `${origin}/api/auth/callback/qonto`,
      // With the database away nobody knows.
      reason: signedIn ? null : signedIn === null ? 'database_away' : 'not_used_yet',
    },
    stagingItem(stagingToken !== null, credentials, keys),
    clockItem(keys),
    {
      item: 'database',
      outcome: database === 'own' ? 'good' : 'bad',
      fact: null,
      reason: database === 'own' ? null : (database ?? 'unreachable'),
    },
    keysItem(ring, waiting),
    {
      item: 'jwks',
      outcome: keys.reachable ? 'good' : 'bad',
      fact: qonto.jwksUrl,
      reason: keys.reachable ? null : keys.gate ? 'html_answer' : keys.html ? 'web_page' : 'unreachable',
    },
  ]
  return { environment, items: [...items, apiItem(api, qonto.apiUrl), ...waitingItems(waiting)] }
}

function credentialsItem(failure: TokenFailure | null): SetupItem {
  const { clientId } = settings()
  if (failure === null) return { item: 'credentials', outcome: 'good', fact: clientId, reason: null }
  return {
    item: 'credentials',
    outcome: failure === 'invalid_client' ? 'bad' : 'unknown',
    fact: clientId,
    reason: failure,
  }
}

function stagingItem(isSet: boolean, failure: TokenFailure | null, { gate, reachable }: KeysProbe): SetupItem {
  const item = 'staging_token'
  if (!isSet) return { item, outcome: 'not_needed', fact: null, reason: null }
  if (failure === 'html_answer' || gate) return { item, outcome: 'bad', fact: null, reason: 'html_answer' }
  return reachable
    ? { item, outcome: 'good', fact: null, reason: null }
    : { item, outcome: 'unknown', fact: null, reason: 'unreachable' }
}

/** A row may be sealed with a key that has no canary here: from another database, or from before a restore. */
function keysItem(ring: KeyState | null, waiting: Waiting | null): SetupItem {
  const item = 'keys'
  if (ring === null) return { item, outcome: 'unknown', fact: null, reason: 'unreachable' }
  if (ring !== 'ready') return { item, outcome: 'bad', fact: null, reason: ring }
  const lost = waiting?.lostKeys ?? []
  return lost.length > 0
    ? { item, outcome: 'bad', fact: lost.join(', '), reason: 'key_missing' }
    : { item, outcome: 'good', fact: null, reason: null }
}

function apiItem(probe: ApiProbe, fact: string): SetupItem {
  return probe === 'answers'
    ? { item: 'api', outcome: 'good', fact, reason: null }
    : { item: 'api', outcome: 'bad', fact, reason: probe }
}

/** Whoever comes from a connection that was refused must find it here, although the cause is gone by now. */
function waitingItems(waiting: Waiting | null): SetupItem[] {
  if (waiting?.isBraked) return [{ item: 'connections', outcome: 'bad', fact: null, reason: 'fleet_brake' }]
  if (!waiting?.refusal) return []
  return [{ item: 'connections', outcome: 'bad', fact: null, reason: waiting.refusal }]
}

function clockItem({ skewSeconds }: KeysProbe): SetupItem {
  if (skewSeconds === null) return { item: 'clock', outcome: 'unknown', fact: null, reason: 'unreachable' }
  const fine = Math.abs(skewSeconds) <= 60
  return { item: 'clock', outcome: fine ? 'good' : 'bad', fact: String(skewSeconds), reason: fine ? null : 'skewed' }
}
