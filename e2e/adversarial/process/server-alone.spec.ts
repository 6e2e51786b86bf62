import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from '#e2e/adversarial/fixtures'
import { sharedSettings } from '#e2e/adversarial/own-dashboard'
import { HttpClient } from '#e2e/support/http-client'
import { expectConnected } from '#e2e/support/outcomes'
import { CHECKOUT } from '#server/checkout'
import { findFreePort } from '#server/ports'

// What production may start: the server alone, on a build and a database that others have made.

let server: ChildProcess | undefined
test.afterEach(() => server?.kill('SIGKILL'))

function start(settings: Record<string, string>): { said(): string; ended: Promise<number | null> } {
  const words = ['--disable-warning=DEP0169', 'server/main.ts']
  const env: NodeJS.ProcessEnv = { NODE_ENV: 'production', PATH: process.env.PATH, ...settings }
  server = spawn(process.execPath, words, { cwd: CHECKOUT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(server, 'close').then(([code]: Array<number | null>) => code ?? null)
  return { said: () => Buffer.concat(chunks).toString(), ended }
}

test('C10 the server alone serves the build, signs people in, turns away on SIGTERM, and ends with code 0', async ({
  simulator,
  transcript,
  database,
}) => {
  const port = await findFreePort()
  const origin = `http://localhost:${port}`
  // As an administrator does in the Developer Portal; the launcher does it by itself.
  const uri = `${origin}/api/auth/callback/qonto`
  const registered = await fetch(`${process.env.E2E_SIMULATOR_URL}/simulator/redirect-uris`, {
    method: 'POST',
    body: JSON.stringify({ uri }),
  })
  expect(registered.status).toBe(200)
  const { said, ended } = start({
    ...sharedSettings(),
    QONTO_ENVIRONMENT: 'simulator',
    NEXTAUTH_SECRET: process.env.E2E_AUTH_SECRET ?? '',
    NEXTAUTH_URL: origin,
    PORT: String(port),
    MOORING_NOTICE_SECONDS: '1',
  })
  await expect.poll(said).toContain(`Dashboard  ${origin}`)
  const client = new HttpClient(origin, simulator, transcript, process.env.E2E_LOG_FILE ?? '')
  expectConnected(await client.signIn('Camille'))
  expect(await database.count('connections')).toBe(1)
  const ready = async () => (await client.get('/api/ready')).json()
  expect(await ready()).toEqual({ ready: true, reasons: [] })
  server?.kill('SIGTERM')
  await expect.poll(ready, { intervals: [50] }).toEqual({ ready: false, reasons: ['draining'] })
  expect((await client.get('/connections')).status, 'who is sent here until then is served').toBe(200)
  expect(await ended).toBe(0)
})

test('C10 the server alone names every setting that is missing, and starts nothing', async () => {
  const { said, ended } = start({ QONTO_ENVIRONMENT: 'production' })
  expect(await ended).toBe(1)
  for (const variable of ['QONTO_CLIENT_ID', 'NEXTAUTH_URL', 'NEXTAUTH_SECRET', 'TOKEN_ENCRYPTION_KEYS'])
    expect(said()).toContain(variable)
  expect(said()).not.toMatch(/\bat \S+ \(/)
})
