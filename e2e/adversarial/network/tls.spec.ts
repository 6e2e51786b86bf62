import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates, type SecureContextOptions, setDefaultCACertificates } from 'node:tls'
import { test as base, expect } from '#e2e/adversarial/fixtures'
import { Logs } from '#e2e/adversarial/logs'
import { sharedSettings } from '#e2e/adversarial/own-dashboard'
import { startDashboard, type TestedDashboard } from '#e2e/runner/dashboard'
import { HttpClient } from '#e2e/support/http-client'
import { expectRefused } from '#e2e/support/outcomes'
import { simulatorAt } from '#e2e/support/simulator'
import { SIMULATOR_APP } from '#lib/env'
import { newAuthority, newCertificate, type Pair } from './certificates.ts'
import { type Manner, TlsFront } from './tls-front.ts'

// security.md 8.3, T04, and 8.8, S08: a dashboard on an https origin whose Qonto is on https too. One process for all
// certificates: the port in front of the simulator changes its own, and the dashboard trusts one authority.

interface Stage {
  dashboard: TestedDashboard
  ca: Pair
  /** In front of the bank, and in front of the dashboard. */
  bank: TlsFront
  door: TlsFront
  good: Pair
}

const test = base.extend<object, { stage: Stage }>({
  stage: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'tls-'))
      const ca = await newAuthority('An authority for tests')
      const good = await newCertificate({ ca })
      setDefaultCACertificates([...rootCertificates, ca.cert])
      await writeFile(join(folder, 'ca.pem'), ca.cert)
      const simulator = process.env.E2E_SIMULATOR_URL ?? ''
      const bank = new TlsFront(Number(new URL(simulator).port), good)
      const door = new TlsFront(null, good)
      await Promise.all([bank.listen(), door.listen()])
      // In the sandbox a person does it, in the Developer Portal; the launcher only where it runs the simulator.
      await simulatorAt(simulator).register(`https://localhost:${door.port}/api/auth/callback/qonto`)
      const env = {
        ...sharedSettings(),
        QONTO_ENVIRONMENT: 'sandbox',
        QONTO_CLIENT_ID: SIMULATOR_APP.clientId,
        QONTO_CLIENT_SECRET: SIMULATOR_APP.clientSecret,
        QONTO_STAGING_TOKEN: SIMULATOR_APP.stagingToken,
        QONTO_OAUTH_URL: `https://localhost:${bank.port}`,
        QONTO_API_URL: `https://localhost:${bank.port}`,
        QONTO_ISSUER: simulator,
        NEXTAUTH_URL: `https://localhost:${door.port}`,
        NEXTAUTH_SECRET: process.env.E2E_AUTH_SECRET ?? '',
        NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      }
      const dashboard = await startDashboard(new AbortController().signal, { logFile: join(folder, 'log'), env })
      door.target = Number(new URL(dashboard.url).port)
      await use({ dashboard, ca, bank, door, good })
      await Promise.all([bank.close(), door.close()])
      expect(await dashboard.stop()).toBe(0)
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ stage }, use) => use(`https://localhost:${stage.door.port}`),
  logs: async ({ stage }, use) => use(new Logs(stage.dashboard.logFile)),
  newClient: async ({ stage, baseURL, simulator, transcript }, use) =>
    use(() => new HttpClient(baseURL ?? '', simulator, transcript, stage.dashboard.logFile)),
})

/** A trip whose way to the bank leads past the port in front of it: that part is the browser's. */
async function consent(client: HttpClient, simulatorOrigin: string): Promise<string> {
  const url = new URL(await client.begin())
  expect(url.protocol).toBe('https:')
  return client.simulatedTrip(`${simulatorOrigin}${url.pathname}${url.search}`, 'Camille')
}

const HOST = '__Host-next-auth'

test('T04 with a certificate of the authority that it trusts, a whole trip goes through', async ({
  client,
  simulator,
  stage,
  database,
}) => {
  const arrival = await client.arrive(await consent(client, simulator.origin))
  expect(arrival.location).toMatch(/^\/connections\/[0-9a-f-]{36}$/)
  expect((await database.onlyConnection()).issuer).toBe(simulator.origin)
  expect(stage.bank.heard).toBeGreaterThan(0)
})

const TLS_1_1: SecureContextOptions = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }
const BAD: Array<[string, (stage: Stage) => Promise<SecureContextOptions>]> = [
  ['is expired', ({ ca }) => newCertificate({ ca, from: -30, until: -1 })],
  ['is not valid yet', ({ ca }) => newCertificate({ ca, from: 2, until: 30 })],
  ['is for another host', ({ ca }) => newCertificate({ ca, host: 'oauth.qonto.com' })],
  ['is for a wider name', ({ ca }) => newCertificate({ ca, host: '*.localhost' })],
  ['is signed by itself', () => newCertificate({})],
  ['is of an authority that nobody knows', async () => newCertificate({ ca: await newAuthority('Somebody else') })],
  [
    'is of an authority with a known name and another key',
    async () => newCertificate({ ca: await newAuthority('An authority for tests') }),
  ],
  ['comes with TLS 1.0 or 1.1 only', async ({ good }) => ({ ...good, ...TLS_1_1 })],
]
for (const [what, options] of BAD)
  test(`T04 a bank whose certificate ${what} is told nothing`, async ({ client, simulator, stage, database }) => {
    const callback = await consent(client, simulator.origin)
    stage.bank.present(await options(stage))
    await expectNothingSaid({ client, simulator, stage, database }, callback)
  })

for (const manner of ['plain', 'hang_up', 'silence'] satisfies Manner[])
  test(`T04 a bank that answers a handshake with "${manner}" is told nothing, and nothing in clear`, async ({
    client,
    simulator,
    stage,
    database,
  }) => {
    const callback = await consent(client, simulator.origin)
    stage.bank.manner = manner
    await expectNothingSaid({ client, simulator, stage, database }, callback)
  })

test('T04 a bank at whose address nobody listens is an outage', async ({ client, simulator, stage, database }) => {
  const callback = await consent(client, simulator.origin)
  const { port } = stage.bank
  await stage.bank.close()
  expectRefusedOnHttps(await client.arrive(callback))
  await stage.bank.listen(port)
  expect(await simulator.requests('token')).toEqual([])
  expect(await database.count('users')).toBe(0)
})

test('S08 cookies on https are of this host alone, and nothing leads back to http', async ({
  client,
  simulator,
  baseURL,
}) => {
  const csrf = await client.get('/api/auth/csrf')
  expect(withoutValues(csrf.headers.getSetCookie())).toEqual(
    ['csrf-token', 'callback-url'].map((name) => `${HOST}.${name}; Path=/; HttpOnly; Secure; SameSite=Lax`),
  )
  expect(csrf.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  const { csrfToken } = await csrf.json()
  const begun = await client.post('/api/auth/signin/qonto', { csrfToken })
  const trip = withoutValues(begun.headers.getSetCookie()).filter((line) => !/callback-url/.test(line))
  expect(trip).toEqual([`${HOST}.transaction; Path=/; HttpOnly; SameSite=Lax; Secure`])
  const { pathname, search } = new URL(begun.headers.get('location') ?? '')
  const callback = await client.simulatedTrip(`${simulator.origin}${pathname}${search}`, 'Camille')
  expect(callback.startsWith(`${baseURL}/api/auth/callback/qonto?`)).toBe(true)
  const { setCookies } = await client.arrive(callback)
  expect(withoutValues(setCookies.filter((line) => !/Max-Age=0/.test(line)))).toEqual([
    `${HOST}.session-token; Path=/; HttpOnly; Secure; SameSite=Lax`,
  ])
  expect(setCookies).toContain(`${HOST}.transaction=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure`)
})

test('S08 pages on https ask for nothing in clear', async ({ client }) => {
  const page = await client.get('/')
  expect(page.status).toBe(200)
  expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  expect(page.headers.get('content-security-policy')).toContain('upgrade-insecure-requests')
  expect(await page.text()).not.toMatch(/(src|href|action)="http:/)
})

test('S08 a session cookie without the prefix counts for nothing on https', async ({
  client,
  simulator,
  newClient,
}) => {
  await client.arrive(await consent(client, simulator.origin))
  const stranger = newClient()
  stranger.cookies.set('next-auth.session-token', client.cookies.get(`${HOST}.session-token`) ?? '')
  stranger.cookies.set('__Secure-next-auth.session-token', client.cookies.get(`${HOST}.session-token`) ?? '')
  expect(await client.userId()).not.toBeNull()
  expect(await stranger.userId()).toBeNull()
})

interface Trip {
  client: HttpClient
  simulator: { requests(target?: string): Promise<unknown[]> }
  stage: Stage
  database: { count(table: string): Promise<number> }
}

async function expectNothingSaid({ client, simulator, stage, database }: Trip, callback: string): Promise<void> {
  stage.bank.heard = 0
  expectRefusedOnHttps(await client.arrive(callback))
  stage.bank.manner = 'tls'
  stage.bank.present(stage.good)
  expect(stage.bank.heard).toBe(0)
  expect(await simulator.requests('token')).toEqual([])
  expect(await database.count('users')).toBe(0)
}

function expectRefusedOnHttps(arrival: Parameters<typeof expectRefused>[0]): void {
  expectRefused(arrival, 'provider_unavailable', '__Host-')
}

/** Names and attributes of cookies, without their values and ends. */
function withoutValues(lines: string[]): string[] {
  return lines.map((line) => {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const kept = attributes.filter((each) => !/^(Expires|Max-Age)=/i.test(each))
    return [pair.split('=')[0], ...kept].join('; ')
  })
}
