import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { publishedKey } from '#lib/oauth/published-keys'
import type { AuthorizationServer } from '#lib/oauth/types'

const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })

let door: Server
let qonto: AuthorizationServer
let fetched = 0
let keys = [{ ...jwk, kid: 'good' }]
beforeAll(async () => {
  door = createServer((_, response) => {
    fetched += 1
    response.end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', () => resolve()))
  qonto = {
    jwksUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}/`,
    headers: {},
  } as unknown as AuthorizationServer
})
afterAll(() => new Promise((resolve) => door.close(resolve)))

it('are looked up once more for a thousand ids that nobody knows, and known ones are found all the while', async () => {
  expect(await publishedKey(qonto, 'good')).not.toBeNull()
  for (const wave of [1, 2, 3]) {
    const unknown = Array.from({ length: 1_000 }, (_, index) => publishedKey(qonto, `unknown ${wave} ${index}`))
    const [known, ...found] = await Promise.all([publishedKey(qonto, 'good'), ...unknown])
    expect(known).not.toBeNull()
    expect(found.every((key) => key === null)).toBe(true)
  }
  expect(fetched).toBe(2)
})

it('are one key for a token without an id when both halves of a pair are published under names of their own', async () => {
  keys = [
    { ...jwk, kid: 'private:X' },
    { ...jwk, kid: 'public:X' },
  ]
  const twice = { ...qonto, jwksUrl: `${qonto.jwksUrl}?twice` }
  expect(await publishedKey(twice, undefined)).not.toBeNull()
  expect(await publishedKey(twice, 'private:X')).not.toBeNull()
})
