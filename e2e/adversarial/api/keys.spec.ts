import { expect, test } from '#e2e/adversarial/fixtures'
import { rawRequest, sendRaw } from '#e2e/adversarial/raw-socket'
import { expectConnected } from '#e2e/support/outcomes'
import { makeKey } from './make-key.ts'

// What one key may do, and for how long, is tried in lib/api/handle-call.test.ts, and fields in handle-call.fuzz.test.ts.

test('K01 who tries keys is stopped, and whoever has one on the same address goes on', async ({ client }) => {
  expectConnected(await client.signIn('Camille'))
  const revoked = await makeKey(client, ['connections:read'])
  await client.press('/api-keys', /Revoke/)
  const key = await makeKey(client, ['connections:read'])
  const statuses: number[] = []
  for (let tried = 0; tried < 70; tried += 1)
    statuses.push((await client.get('/api/v1/me', { authorization: `Bearer ${revoked}` })).status)
  expect(new Set(statuses.slice(0, 60))).toEqual(new Set([401]))
  expect(new Set(statuses.slice(60))).toEqual(new Set([429]))
  expect((await client.get('/api/v1/me', { authorization: `Bearer ${key}` })).status).toBe(200)
})

test('K02 a key counts in one header and in no other place, and opens no page', async ({ client, newClient }) => {
  expectConnected(await client.signIn('Camille'))
  const key = await makeKey(client, ['connections:read'])
  const stranger = newClient()
  const asked: Array<[string, Record<string, string>]> = [
    [`/api/v1/me?access_token=${key}`, {}],
    ['/api/v1/me', { cookie: `authorization=Bearer ${key}` }],
    ['/api/v1/me', { 'x-api-key': key }],
    ['/api/v1/me', { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }],
    ['/api/v1/me', { authorization: `Bearer ${key} ${key}` }],
    ['/api/v1/me', { authorization: `Bearer ${key.toUpperCase()}` }],
    ['/api/v1/me', { authorization: key }],
  ]
  for (const [path, headers] of asked) expect((await stranger.get(path, headers)).status, path).toBe(401)
  const page = await stranger.get('/connections', { authorization: `Bearer ${key}` })
  expect(page.headers.get('location')).toBe('/')
  // A session opens nothing either: what is not signed with a key is refused.
  expect((await client.get('/api/v1/connections')).status).toBe(401)
})

test('K03 a request that two readers could take for two callers is refused', async ({ client }) => {
  expectConnected(await client.signIn('Camille'))
  const key = await makeKey(client, ['connections:read'])
  const { host } = new URL(client.origin)
  const line = 'GET /api/v1/me HTTP/1.1'
  const base = [`Host: ${host}`, 'Connection: close']
  const right = `Authorization: Bearer ${key}`
  const wrong: string[][] = [
    [right, right],
    [right, 'Authorization: Bearer mrk_other'],
    [right, 'Transfer-Encoding: chunked', 'Content-Length: 4'],
    [`Authorization : Bearer ${key}`],
    ['Authorization: Bearer', ` ${key}`],
  ]
  for (const headers of wrong) {
    const { statuses, text } = await sendRaw(client.origin, rawRequest(line, [...base, ...headers]))
    expect([...new Set(statuses)], headers.join('|').replaceAll(key, 'KEY')).toEqual([400])
    expect(text).not.toContain(key)
  }
  expect((await sendRaw(client.origin, rawRequest(line, [...base, right]))).statuses).toEqual([200])
})
