import { createHash } from 'node:crypto'
import * as oauth from 'oauth4webapi'
import { SIMULATOR_APP } from '#lib/env'
import { isRecord } from '#simulator/answer'
import type { describeState } from '#simulator/control/operate'
import { type SimulatorOptions, startSimulator } from '#simulator/start'

/** A client of the simulator for its own tests, on the certified library that the dashboard uses too. */
export interface Bench {
  url: string
  close(): Promise<void>
  command(path: string, body?: object): Promise<ReturnType<typeof describeState>>
  fetch(path: string, init?: RequestInit): Promise<Response>
  api(path: string, accessToken: string, method?: string): Promise<Response>
  authorizationUrl(changes?: Record<string, string | null>): URL
  /** The redirect back of a whole browser trip. */
  trip(wish?: Trip): Promise<URL>
  /** Sends a form to the token endpoint with the app's credentials. */
  post(path: string, fields: Record<string, string>): Promise<Response>
  exchange(location: URL, verifier?: string): Promise<Response>
  connect(wish?: Trip): Promise<Tokens>
  refresh(refreshToken: string): Promise<Response>
}

export interface Trip {
  person?: string
  organization?: string
  refuse?: boolean
  scopes?: string[]
  query?: Record<string, string | null>
}

export interface Tokens {
  access_token: string
  refresh_token: string
  id_token: string
  scope: string
  token_type: string
  expires_in: number
}

export const REDIRECT_URI = 'http://localhost:3000/api/auth/callback/qonto'
export const VERIFIER = 'a-verifier-that-is-long-enough-for-the-standard-0'
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')
const { clientId, clientSecret, stagingToken } = SIMULATOR_APP

export async function startBench(changes: Partial<SimulatorOptions> = {}): Promise<Bench> {
  const simulator = await startSimulator({
    url: 'http://127.0.0.1:0',
    dataDirectory: null,
    clientId,
    clientSecret,
    stagingToken,
    redirectUris: [REDIRECT_URI],
    ...changes,
  })
  return benchAt(simulator.url, simulator.close)
}

export function benchAt(url: string, close: () => Promise<void>): Bench {
  const call = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, url), {
      redirect: 'manual',
      ...init,
      headers: { 'X-Qonto-Staging-Token': stagingToken, ...init.headers },
    })
  const bench: Bench = {
    url,
    close,
    fetch: call,
    command: async (path, body) => {
      const response = await fetch(
        `${url}/simulator/${path}`,
        body ? { method: 'POST', body: JSON.stringify(body) } : {},
      )
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return response.json()
    },
    api: (path, accessToken, method = 'GET') =>
      call(`/v2/${path}`, { method, headers: { authorization: `Bearer ${accessToken}` } }),
    authorizationUrl: (changes = {}) => authorizationUrl(url, changes),
    trip: async ({ person = 'Camille', query = {}, ...wish } = {}) => {
      const answer = await fetch(`${url}/simulator/authorize`, {
        method: 'POST',
        body: JSON.stringify({ url: authorizationUrl(url, query), person, ...wish }),
      })
      const body: { location: string | null; title?: string } = await answer.json()
      if (body.location === null) throw new Error(`The trip ended on: ${body.title}`)
      return new URL(body.location)
    },
    post: (path, fields) =>
      call(path, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields }),
      }),
    exchange: (location, verifier = VERIFIER) =>
      bench.post('/oauth2/token', {
        grant_type: 'authorization_code',
        code: location.searchParams.get('code') ?? '',
        redirect_uri: REDIRECT_URI,
        code_verifier: verifier,
      }),
    connect: async (wish) => tokensOf(await bench.exchange(await bench.trip(wish))),
    refresh: (refreshToken) =>
      bench.post('/oauth2/token', { grant_type: 'refresh_token', refresh_token: refreshToken }),
  }
  return bench
}

function authorizationUrl(url: string, changes: Record<string, string | null>): URL {
  const target = new URL('/oauth2/auth', url)
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    scope: 'openid offline_access organization.read membership.read',
    state: 'state-of-this-test-state-of-this-test',
    nonce: 'nonce-of-this-test',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...changes,
  }
  for (const [name, value] of Object.entries(query)) if (value !== null) target.searchParams.set(name, value)
  return target
}

export async function tokensOf(response: Response): Promise<Tokens> {
  const body: unknown = await response.json()
  if (!isRecord(body) || typeof body.access_token !== 'string')
    throw new Error(`No tokens: ${response.status} ${JSON.stringify(body)}`)
  return {
    access_token: body.access_token,
    refresh_token: String(body.refresh_token),
    id_token: String(body.id_token),
    scope: String(body.scope),
    token_type: String(body.token_type),
    expires_in: Number(body.expires_in),
  }
}

/** What an ID token says, unchecked. */
export function decode(idToken: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header = '', claims = ''] = idToken.split('.')
  return {
    header: JSON.parse(Buffer.from(header, 'base64url').toString()),
    claims: JSON.parse(Buffer.from(claims, 'base64url').toString()),
  }
}

/** The certified client's own view: parameters, exchange, claims and signature. */
export async function signInWithLibrary({ url }: Bench, location: URL): Promise<oauth.IDToken> {
  const as: oauth.AuthorizationServer = {
    issuer: url,
    token_endpoint: `${url}/oauth2/token`,
    jwks_uri: `${url}/.well-known/jwks.json`,
  }
  const client: oauth.Client = { client_id: clientId }
  const options = {
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: (
      target: string,
      init: { method: string; headers: Record<string, string>; body?: URLSearchParams | undefined | null | unknown },
    ) =>
      fetch(target, {
        method: init.method,
        headers: { ...init.headers, 'X-Qonto-Staging-Token': stagingToken },
        body: init.body instanceof URLSearchParams ? init.body : null,
      }),
  }
  const parameters = oauth.validateAuthResponse(as, client, location, 'state-of-this-test-state-of-this-test')
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    oauth.ClientSecretPost(clientSecret),
    parameters,
    REDIRECT_URI,
    VERIFIER,
    options,
  )
  const result = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: 'nonce-of-this-test',
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(as, response, options)
  const claims = oauth.getValidatedIdTokenClaims(result)
  if (!claims) throw new Error('no claims')
  return claims
}
