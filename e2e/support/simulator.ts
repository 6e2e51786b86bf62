import type { z } from 'zod'
import { SIMULATOR_APP } from '#lib/env'
import type { failureSchema } from '#simulator/failures/failure-schemas'

export type Failure = z.input<typeof failureSchema>

/** One code or token that the bank ever issued. */
export interface LedgerEntry {
  fingerprint: string
  kind: 'code' | 'access' | 'refresh'
  grantId: string
  issuedAt: string
  live: boolean
  /** Only when asked for. */
  value?: string
}

interface SeenRequest {
  method: string
  path: string
  status: number
  target: string
}

/** What a person does at the bank. */
export interface Wish {
  /** Needed when the person has several. */
  organization?: string
  refuse?: boolean
  /** What stays ticked; everything when absent. */
  scopes?: string[]
}

export type Simulator = ReturnType<typeof simulatorAt>

/** The control API of the simulated bank. */
export function simulatorAt(origin: string) {
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${origin}/simulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const answer = await response.json()
    if (response.status !== 200) throw new Error(`The simulator answers ${path} with ${JSON.stringify(answer)}`)
    return answer
  }
  const ledger = async (): Promise<LedgerEntry[]> => (await ask('GET', 'ledger')).entries
  return {
    origin,
    /** Failures still to come, consents and what was asked so far. */
    state: () => ask('GET', 'state'),
    clientId: async (): Promise<string> => (await ask('GET', 'health')).clientId,
    fail: (failure: Failure) => ask('POST', 'failures', failure),
    /** No failure any more; codes and tokens stay as they are. */
    behaveAgain: () => ask('POST', 'reset', {}),
    forgetEverything: () => ask('POST', 'reset', { all: true }),
    rollKey: (options: { drop?: boolean } = {}) => ask('POST', 'roll-key', options),
    /** A redirect URI, letter by letter, as in the Developer Portal. */
    register: (uri: string) => ask('POST', 'redirect-uris', { uri }),
    revokeEverything: () => ask('POST', 'revoke', { all: true }),
    expire: (what: 'access' | 'refresh' | 'code') => ask('POST', 'expire', { what }),
    /** Before every answer to a server, in milliseconds. */
    latency: (ms: number) => ask('POST', 'latency', { ms }),
    advanceClock: (seconds: number) => ask('POST', 'clock', { advanceSeconds: seconds }),
    ledger,
    /** The fingerprints of the tokens that the bank would still accept. */
    live: async (kind: LedgerEntry['kind']) =>
      (await ledger()).filter((entry) => entry.kind === kind && entry.live).map(({ fingerprint }) => fingerprint),
    /** Every code and token in clear. */
    secrets: async (): Promise<string[]> =>
      (await ask('GET', 'ledger?values=1')).entries.map(({ value }: LedgerEntry) => value),
    /** A refresh as another replica of the dashboard would make it. */
    refresh: async (refreshToken: string): Promise<{ access_token: string; refresh_token: string }> => {
      const { clientId, clientSecret, stagingToken } = SIMULATOR_APP
      const body = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: clientId,
        client_secret: clientSecret,
      })
      const headers = { 'x-qonto-staging-token': stagingToken }
      return (await fetch(`${origin}/oauth2/token`, { method: 'POST', body, headers })).json()
    },
    requests: async (target?: string): Promise<SeenRequest[]> =>
      (await ask('GET', 'requests')).requests.filter((seen: SeenRequest) => seen.target === (target ?? seen.target)),
    /**
     * Without what the set-up page asks on nobody's behalf: the key set, a refresh that must be refused, and the API without
     * a token.
     */
    requestsForSomebody: async (): Promise<SeenRequest[]> =>
      (await ask('GET', 'requests')).requests.filter(
        ({ target, status }: SeenRequest) =>
          target !== 'jwks' &&
          !(target === 'refresh' && status === 400) &&
          !(target === 'organization' && status === 401),
      ),
    forgetRequests: () => ask('DELETE', 'requests'),
    /** Walks through sign-in, organisation and consent; the address that the browser is sent back to. */
    authorize: async (url: string, person: string, wish: Wish = {}): Promise<string> =>
      (await ask('POST', 'authorize', { url, person, ...wish })).location,
  }
}
