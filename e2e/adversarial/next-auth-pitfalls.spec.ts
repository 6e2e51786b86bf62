import { readFileSync } from 'node:fs'
import { encode } from 'next-auth/jwt'
import { SESSION_COOKIE } from '#e2e/support/http-client'
import { expectConnected } from '#e2e/support/outcomes'
import { expect, test } from './fixtures.ts'

// The pitfalls of docs/next-auth.md that no other case holds.

test('P14 a token answer cannot say who somebody is, and what it invents is not stored', async ({
  newClient,
  simulator,
  database,
}) => {
  const [camille, giulia] = [newClient(), newClient()]
  expectConnected(await camille.signIn('Camille'))
  const subject = '01900000-0000-7000-8000-000000000301'
  const lie = { providerAccountId: subject, userId: subject, type: 'oauth', invented: 'invented-value' }
  await simulator.fail({ target: 'token', kind: 'merge', json: lie })
  expectConnected(await giulia.signIn('Giulia'))
  expect(await giulia.userId()).not.toBe(await camille.userId())
  expect(await database.everythingAsText()).not.toContain('invented-value')
})

test('P25 a long ID token makes no longer cookies', async ({ client, simulator }) => {
  await simulator.fail({ kind: 'claims', json: { organizations: 'x'.repeat(3_000) } })
  expectConnected(await client.signIn('Camille'))
  const names = [...client.cookies.keys()].filter((name) => name.startsWith(SESSION_COOKIE))
  expect(names).toEqual([SESSION_COOKIE])
  expect(client.sessionToken?.length).toBeLessThan(200)
})

test('P33 the secret of next-auth alone makes no session', async ({ signedIn, newClient }) => {
  const thief = newClient()
  const sub = (await signedIn.client.userId()) ?? ''
  thief.cookies.set(SESSION_COOKIE, await encode({ token: { sub }, secret: process.env.E2E_AUTH_SECRET ?? '' }))
  expect(await thief.userId()).toBeNull()
})

test('P36 signing out twice is signing out, and no fault', async ({ signedIn: { client }, logs }) => {
  const twin = client.twin()
  await client.signOut()
  const quiet = logs.text().length
  await twin.signOut()
  expect(twin.sessionToken).toBeUndefined()
  expect(logs.text().slice(quiet)).not.toMatch(/error/i)
})

test('P50 next-auth and Next.js are past their published advisories', () => {
  const lock: { packages: Record<string, { version?: string }> } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  for (const [name, floor] of [
    ['next-auth', '4.24.15'],
    ['next', '16.4.1'],
  ] as const)
    expect(
      (lock.packages[`node_modules/${name}`]?.version ?? '0').localeCompare(floor, 'en', { numeric: true }),
    ).toBeGreaterThanOrEqual(0)
})
