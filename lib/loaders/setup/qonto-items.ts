import 'server-only'
import { settings } from '#lib/env'
import type { SetupItem } from '#lib/loaders/views'
import type { TokenFailure } from '#lib/oauth/errors'
import type { KeysProbe } from '#lib/oauth/probe-keys'
import type { ApiProbe } from '#lib/qonto/probe-api'

/** What Qonto was asked, and what it answered. */
export interface Probes {
  credentials: TokenFailure | null
  keys: KeysProbe
  api: ApiProbe
}

export function credentialsItem({ credentials: failure }: Probes): SetupItem {
  const { clientId } = settings()
  if (failure === null) return { item: 'credentials', outcome: 'good', fact: clientId, reason: null }
  return {
    item: 'credentials',
    outcome: failure === 'invalid_client' ? 'bad' : 'unknown',
    fact: clientId,
    reason: failure,
  }
}

export function stagingItem({ credentials, keys: { gate, reachable } }: Probes): SetupItem {
  const item = 'staging_token'
  if (settings().stagingToken === null) return { item, outcome: 'not_needed', fact: null, reason: null }
  if (credentials === 'html_answer' || gate) return { item, outcome: 'bad', fact: null, reason: 'html_answer' }
  return reachable
    ? { item, outcome: 'good', fact: null, reason: null }
    : { item, outcome: 'unknown', fact: null, reason: 'unreachable' }
}

export function clockItem({ keys: { skewSeconds } }: Probes): SetupItem {
  if (skewSeconds === null) return { item: 'clock', outcome: 'unknown', fact: null, reason: 'unreachable' }
  const fine = Math.abs(skewSeconds) <= 60
  return { item: 'clock', outcome: fine ? 'good' : 'bad', fact: String(skewSeconds), reason: fine ? null : 'skewed' }
}

export function jwksItem({ keys }: Probes, fact: string): SetupItem {
  return {
    item: 'jwks',
    outcome: keys.reachable ? 'good' : 'bad',
    fact,
    reason: keys.reachable ? null : keys.gate ? 'html_answer' : keys.html ? 'web_page' : 'unreachable',
  }
}

export function apiItem({ api }: Probes, fact: string): SetupItem {
  return api === 'answers'
    ? { item: 'api', outcome: 'good', fact, reason: null }
    : { item: 'api', outcome: 'bad', fact, reason: api }
}
