import { readFileSync } from 'node:fs'
import { beforeEach, expect, it, vi } from 'vitest'
import type { z } from 'zod'
import { accessToken } from '#lib/access/access-token'
import { db } from '#lib/db'
import { SIMULATOR_APP } from '#lib/env'
import { log } from '#lib/log'
import { type Browser, newBrowser } from '#lib/testing/requests'
import { useHarness } from '#lib/testing/use-harness'
import type { failureSchema } from '#simulator/failures/failure-schemas'

vi.mock('next/server', async (original) => ({
  ...(await original<typeof import('next/server')>()),
  after: () => undefined,
}))

// docs/conformance.md lists the client modules of the OpenID Foundation's conformance suite and what each must come to.
// Here stands what the simulator does for each. The suite's mutations are minimal, and so are these.

type Failure = z.input<typeof failureSchema>

const claims = (json: Record<string, unknown>): Failure => ({ kind: 'claims', json })
const longer = (claim: string): Failure => ({ kind: 'append', claim, suffix: '1' })
const query = (json: Record<string, string | null>): Failure => ({ kind: 'query', json })
const merge = (json: Record<string, unknown>): Failure => ({ kind: 'merge', target: 'token', json })
const header = (json: Record<string, unknown>): Failure => ({ kind: 'header', json })
const signedWith = (alg: 'none' | 'HS256' | 'ES256' | 'PS256'): Failure => ({ kind: 'alg', alg })
const unsigned: Failure = { kind: 'bad_signature' }
const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds
const hash = 'AAAAAAAAAAAAAAAAAAAAAA'
const { clientId } = SIMULATOR_APP

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
/** Five parts, as a JWE has. */
const encrypted = (alg: string) =>
  merge({ id_token: [{ alg, enc: 'A256GCM', kid: 'x' }, 'key', 'iv', 'text', 'tag'].map(encode).join('.') })
/** A claim that says where other claims are. */
const source = (where: object) => claims({ _claim_names: { a: 's' }, _claim_sources: { s: where } })
/** A logout token in place of an ID token. */
const logout = (...more: Failure[]) => [
  header({ typ: 'logout+jwt' }),
  claims({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }),
  ...more,
]

/** By the last part of a module's name. */
const FAILURES: Readonly<Record<string, Failure[]>> = {
  '': [],
  'happy-path': [],
  'nonce-unless-code-flow': [],
  'userinfo-bearer-header': [],
  'idtoken-sig-rs256': [],
  'signing-key-rotation': [],
  'signing-key-rotation-just-before-signing': [],
  'refresh-token': [],
  'refresh-token-invalid-issuer': [longer('iss')],
  'refresh-token-invalid-sub': [longer('sub')],
  'refresh-token-invalid-aud': [longer('aud')],
  'refresh-token-invalid-azp': [claims({ azp: 'another-app' })],
  'invalid-iss': [longer('iss')],
  'invalid-missing-iss': [claims({ iss: null })],
  'missing-sub': [claims({ sub: null })],
  'invalid-aud': [longer('aud')],
  'missing-aud': [claims({ aud: null })],
  'invalid-missing-aud': [claims({ aud: null })],
  'invalid-secondary-aud': [claims({ aud: [clientId, `${clientId}1`] })],
  'valid-aud-as-array': [claims({ aud: [clientId] })],
  'missing-iat': [claims({ iat: null })],
  'iat-is-week-in-past': [claims({ iat: secondsAgo(7 * 86_400) })],
  'invalid-expired-exp': [claims({ exp: secondsAgo(360) })],
  'invalid-missing-exp': [claims({ exp: null })],
  'nonce-invalid': [longer('nonce')],
  'invalid-nonce': [longer('nonce')],
  'invalid-missing-nonce': [claims({ nonce: null })],
  'idtoken-sig-none': [signedWith('none')],
  'invalid-null-alg': [signedWith('none')],
  'invalid-alternate-alg': [signedWith('PS256')],
  'invalid-sig-rs256': [unsigned],
  'invalid-sig-es256': [signedWith('ES256'), unsigned],
  'invalid-sig-hs256': [signedWith('HS256'), unsigned],
  'invalid-signature': [unsigned],
  'invalid-chash': [claims({ c_hash: hash })],
  'invalid-shash': [claims({ s_hash: hash })],
  'invalid-athash': [longer('at_hash')],
  'missing-athash': [claims({ at_hash: null })],
  'encrypted-idtoken': [encrypted('RSA-OAEP')],
  'encrypted-idtoken-usingrsa15': [encrypted('RSA1_5')],
  'aggregated-claims': [source({ JWT: 'e30.e30.' })],
  'distributed-claims': [source({ endpoint: 'http://169.254.169.254/' })],
  'rp-backchannel-rpinitlogout-alg-none': logout(signedWith('none')),
  'rp-backchannel-rpinitlogout-wrong-alg': logout(signedWith('HS256')),
  'rp-backchannel-rpinitlogout-wrong-aud': logout(longer('aud')),
  'rp-backchannel-rpinitlogout-wrong-iss': logout(longer('iss')),
  'rp-backchannel-rpinitlogout-no-event': logout(claims({ events: null })),
  'rp-backchannel-rpinitlogout-wrong-event': logout(claims({ events: { wrong: {} } })),
  'rp-backchannel-rpinitlogout-with-nonce': logout(),
  'discovery-issuer-mismatch': [{ kind: 'merge', target: 'discovery', json: { issuer: 'https://evil.example' } }],
  'kid-absent-single-jwks': [header({ kid: null })],
  'kid-absent-multiple-jwks': [header({ kid: null })],
  'ignores-unparseable-key-in-jwks': [{ kind: 'keys', times: 0, json: [{ kty: 'future', kid: 'x', q: 'AA' }] }],
  'invalid-authorization-response-iss': [query({ iss: 'https://oauth.qonto.com1' })],
  'ensure-authorization-response-with-invalid-state-fails': [query({ state: 'a-state-that-is-somebody-elses-1' })],
  'ensure-authorization-response-with-invalid-missing-state-fails': [query({ state: null })],
  'ensure-jarm': [query({ code: null, state: null, response: 'eyJhbGciOiJub25lIn0.e30.' })],
  'token-endpoint-response-without-expires_in': [merge({ expires_in: null })],
  'no-scope-in-token-endpoint-response': [merge({ scope: null, expires_in: null })],
  'token-type-case-insensitivity': [merge({ token_type: 'bEARER' })],
}

interface Module {
  name: string
  /** The last part of it. */
  what: string
  outcome: string
}

const MODULES: Module[] = readFileSync('docs/conformance.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
  .map(([, name = '', , outcome = '']) => ({ name, outcome, what: lastPart(name) }))
  .filter(({ outcome }) => !outcome.startsWith('n/a'))

function lastPart(name: string): string {
  const [, what = ''] = /-client-test-?(.*)/.exec(name) ?? []
  return what.startsWith('ensure-jarm') ? 'ensure-jarm' : what
}

const harness = useHarness()
let browser: Browser
beforeEach(() => {
  browser = newBrowser()
})

const requests = async () => (await harness.bench.command('state')).counts.requests
async function fail({ what }: Module): Promise<void> {
  const failures = FAILURES[what]
  if (!failures) throw new Error(`Nobody has said what the simulator does for ${what}.`)
  for (const failure of failures) await harness.bench.command('failures', failure)
}
/** A key that was rolled is new only to somebody who knew the one before. */
async function rollKey({ what }: Module): Promise<void> {
  await harness.connected()
  await db().user.deleteMany()
  await harness.bench.command('roll-key', { drop: !/multiple|unparseable/.test(what) })
  await harness.bench.fetch('/simulator/requests', { method: 'DELETE' })
}

async function consent(): Promise<URL> {
  const body = JSON.stringify({ url: await browser.begin(), person: 'Camille' })
  const answer = await fetch(`${harness.bench.url}/simulator/authorize`, { method: 'POST', body })
  return new URL((await answer.json()).location)
}

const isAbout = (pattern: RegExp) => MODULES.filter(({ what }) => pattern.test(what))
const KEYS = /^(kid-|signing-key|ignores-unparseable)/
const SIGN_IN = MODULES.filter(({ what }) => !KEYS.test(what) && !what.startsWith('refresh-token'))

// Keys last: a key that is not found is followed by a cool-down, so the module that names none ends the list.
it.each([...SIGN_IN, ...isAbout(KEYS)])('$name is $outcome', async (module) => {
  const { what, outcome } = module
  const [late, early] = [what.endsWith('just-before-signing'), KEYS.test(what)]
  if (early && !late) await rollKey(module)
  await fail(module)
  const callback = await consent()
  if (late) await rollKey(module)
  const warned = vi.spyOn(log, 'warn')
  const { error } = await browser.arrive(callback)

  const [, code, check = null] = /refused as (\w+)(?: for its (\w+))?/.exec(outcome) ?? []
  expect(error).toBe(code ?? null)
  const isSent = code !== 'flow_invalid'
  const { token = 0, organization = 0, discovery = 0, userinfo = 0 } = await requests()
  expect({ token, organization, discovery, userinfo }).toEqual({
    ...{ token: isSent ? 1 : 0, organization: code ? 0 : 1 },
    ...{ discovery: 0, userinfo: 0 },
  })
  if (!code) return
  expect(warned.mock.calls.filter(([event]) => event === 'sign_in_failed')).toEqual([
    ['sign_in_failed', expect.objectContaining({ code, check })],
  ])
  expect([await db().connection.count(), await db().session.count()]).toEqual([0, 0])
  // What came along stands on the list to be revoked.
  expect(await db().revocation.count({ where: { cause: code } })).toBe(isSent ? 1 : 0)
})

it.each(isAbout(/^refresh-token/))('$name is $outcome', async (module) => {
  const { id } = await harness.connected()
  await db().connection.update({ where: { id }, data: { accessExpiresAt: new Date() } })
  await fail(module)
  const token = await accessToken(id)
  const { status, failure } = await harness.row(id)
  const refused = status === 'quarantined' ? status : failure === 'identity_changed' && 'not used'
  expect(token.ok ? 'accepted' : refused).toBe(module.outcome)
  expect((await requests()).refresh).toBe(1)
  expect(await db().revocation.count()).toBe(status === 'quarantined' ? 1 : 0)
})

it('state, nonce and challenge are long and plain enough for every provider', async () => {
  const url = await browser.begin()
  for (const name of ['state', 'nonce', 'code_challenge']) expect(url.searchParams.get(name)).toMatch(/^[\w-]{43}$/)
  expect(url.searchParams.get('code_challenge_method')).toBe('S256')
})

it('plays every module', () => {
  expect(MODULES.length).toBeGreaterThan(70)
  expect(new Set(MODULES.map(({ what }) => what))).toEqual(new Set(Object.keys(FAILURES)))
})
