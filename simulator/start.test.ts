import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { SIMULATOR_APP } from '#lib/env'
import { spawnSimulator } from '#simulator/spawn'
import { startSimulator } from '#simulator/start'
import { benchAt, REDIRECT_URI, startBench } from '#simulator/testing'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'simulator-'))
})
afterAll(() => rm(directory, { recursive: true }))

const { clientId, clientSecret, stagingToken } = SIMULATOR_APP
const options = {
  url: 'http://127.0.0.1:0',
  dataDirectory: null,
  clientId,
  clientSecret,
  stagingToken,
  redirectUris: [REDIRECT_URI],
}

const callback = (host: string) => `http://${host}/api/auth/callback/qonto`

describe('a simulator', () => {
  test('forgets nothing over a restart', async () => {
    const first = await startBench({ dataDirectory: directory })
    const keys = await (await first.fetch('/.well-known/jwks.json')).json()
    await first.command('redirect-uris', { uri: 'http://localhost:4000/api/auth/callback/qonto' })
    const [tokens, pending] = [await first.connect(), await first.trip({ person: 'Giulia' })]
    await first.close()
    expect((await stat(join(directory, 'simulator.json'))).mode & 0o777).toBe(0o600)
    const second = await startBench({ dataDirectory: directory })
    expect(await (await second.fetch('/.well-known/jwks.json')).json()).toEqual(keys)
    expect((await second.command('state')).redirectUris).toEqual([REDIRECT_URI, callback('localhost:4000')])
    expect((await second.api('membership', tokens.access_token)).status).toBe(200)
    expect((await second.refresh(tokens.refresh_token)).status).toBe(200)
    expect((await second.exchange(pending)).status).toBe(200)
    await second.close()
  })

  test('has every token on disk before it answers, even when it is killed', async () => {
    const killed = await mkdtemp(join(directory, 'killed-'))
    const child = await spawnSimulator({ ...options, dataDirectory: killed })
    const before = benchAt(child.url, child.close)
    const { refresh_token } = await before.connect()
    process.kill(child.pid, 'SIGKILL')
    const after = await startBench({ dataDirectory: killed })
    expect((await after.refresh(refresh_token)).status).toBe(200)
    await after.close()
  })

  test('says EADDRINUSE when its port is taken, in this process and in a child', async () => {
    const running = await startSimulator(options)
    await expect(startSimulator({ ...options, url: running.url })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await expect(spawnSimulator({ ...options, url: running.url })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await running.close()
  })

  test('moves the clock of its own process only, and ends with close', async () => {
    const child = await spawnSimulator(options)
    const bench = benchAt(child.url, child.close)
    const before = Date.now()
    expect(
      (await bench.command('clock', { offsetSeconds: 86_400 })).clock.now > new Date(before + 86_000_000).toISOString(),
    ).toBe(true)
    expect(Date.now() - before).toBeLessThan(5000)
    await child.close()
    expect(() => process.kill(child.pid, 0)).toThrow()
  })

  test('refuses to stand beside real credentials', async () => {
    vi.stubEnv('QONTO_ENVIRONMENT', 'production')
    await expect(startSimulator(options)).rejects.toThrow('"production"')
    vi.stubEnv('QONTO_ENVIRONMENT', '')
    vi.stubEnv('QONTO_CLIENT_ID', 'a-real-one')
    await expect(startSimulator(options)).rejects.toThrow('"sandbox"')
    vi.unstubAllEnvs()
  })

  test('listens on loopback only', async () => {
    await expect(startSimulator({ ...options, url: 'http://0.0.0.0:0' })).rejects.toThrow('loopback')
  })

  test('takes a redirect URI letter by letter, and any port only for a loopback address (fosite, authorize_helper.go)', async () => {
    const registered = ['localhost:3000', '127.0.0.1', '[::1]:3000'].map(callback)
    const bench = await startBench({ redirectUris: registered })
    const statusOf = async (redirect_uri: string) =>
      (await fetch(bench.authorizationUrl({ redirect_uri }), { redirect: 'manual' })).status
    for (const host of ['localhost:3000', '127.0.0.1', '127.0.0.1:4000', '[::1]:4000'])
      expect([host, await statusOf(callback(host))]).toEqual([host, 303])
    for (const host of ['localhost:4000', 'localhost', 'LOCALHOST:3000', '127.0.0.2', '127.0.0.1.evil.example'])
      expect([host, await statusOf(callback(host))]).toEqual([host, 404])
    expect(await statusOf(`${callback('127.0.0.1:4000')}?more=1`)).toBe(404)
    expect(await statusOf(callback('127.0.0.1:4000').replace('http:', 'https:'))).toBe(404)
    await bench.command('redirect-uris', { uri: callback('localhost:4000') })
    expect(await statusOf(callback('localhost:4000'))).toBe(303)
    await bench.close()
  })

  test('accepts exactly the redirect URIs that it was given', async () => {
    const bench = await startBench({ redirectUris: ['https://dashboard.example/api/auth/callback/qonto'] })
    expect((await fetch(bench.authorizationUrl(), { redirect: 'manual' })).status).toBe(404)
    const { origin } = await bench.trip({
      query: { redirect_uri: 'https://dashboard.example/api/auth/callback/qonto' },
    })
    expect(origin).toBe('https://dashboard.example')
    await bench.close()
  })
})
