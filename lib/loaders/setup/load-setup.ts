import 'server-only'
import { findBlocked } from '#lib/connection/fleet/find-blocked'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { findOverdue } from '#lib/jobs/find-overdue'
import { KeptFor } from '#lib/kept-for'
import { databaseOrigin } from '#lib/keys/database-identity'
import { keyState } from '#lib/keys/key-check'
import {
  backgroundItem,
  databaseItem,
  type Findings,
  keysItem,
  mailItem,
  redirectItem,
  waitingItems,
} from '#lib/loaders/setup/own-items'
import { apiItem, clockItem, credentialsItem, jwksItem, type Probes, stagingItem } from '#lib/loaders/setup/qonto-items'
import type { EnvironmentName, SetupItem } from '#lib/loaders/views'
import { probeCredentials } from '#lib/oauth/probe-credentials'
import { probeKeys } from '#lib/oauth/probe-keys'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { probeApiRarely } from '#lib/qonto/probe-api'
import { probeMail } from '#lib/told/mail/probe-mail'

type Setup = { environment: EnvironmentName; items: SetupItem[] }

/** Everybody may open this page, also when nobody can sign in; so it asks Qonto at most once in fifteen seconds. */
const latest = new KeptFor<Promise<Setup>>(15_000)

/** The operator's check list, each item with a live result. No secret and nobody's data among them. */
export async function loadSetup(): Promise<Setup> {
  const now = Date.now()
  return latest.recent(now) ?? latest.keep(look(), now)
}

async function look(): Promise<Setup> {
  const { jwksUrl, apiUrl } = qontoEndpoints(settings())
  const [probes, found, mail] = await Promise.all([askQonto(), askDatabase(), probeMail()])
  return {
    environment: settings().environment,
    items: [
      credentialsItem(probes),
      redirectItem(found),
      stagingItem(probes),
      clockItem(probes),
      databaseItem(found),
      keysItem(found),
      jwksItem(probes, jwksUrl),
      apiItem(probes, apiUrl),
      mailItem(mail),
      backgroundItem(found),
      ...waitingItems(found),
    ],
  }
}

async function askQonto(): Promise<Probes> {
  const qonto = qontoEndpoints(settings())
  const [credentials, keys, api] = await Promise.all([probeCredentials(qonto), probeKeys(qonto), probeApiRarely(qonto)])
  return { credentials, keys, api }
}

async function askDatabase(): Promise<Findings> {
  const { environment } = settings()
  const [database, ring, connections, waiting, overdue] = await Promise.all([
    orNull(databaseOrigin()),
    orNull(keyState()),
    // Every sign-in that succeeds leaves a connection; the transaction itself is forgotten after a few days.
    orNull(db().connection.count({ where: { environment }, take: 1 })),
    orNull(findBlocked(environment)),
    orNull(findOverdue()),
  ])
  return { database, ring, signedIn: connections === null ? null : connections > 0, waiting, overdue }
}

/** The page says what is away instead of failing itself. */
function orNull<Value>(asked: Promise<Value>): Promise<Value | null> {
  return asked.catch(() => null)
}
