import { expect, test } from '#e2e/adversarial/fixtures'
import { DISCONNECT } from '#e2e/adversarial/life'
import { callAction } from '#e2e/adversarial/server-actions'
import { readForm } from '#e2e/browser/forms'
import { SESSION_COOKIE } from '#e2e/support/http-client'
import { expectConnected } from '#e2e/support/outcomes'

// security.md 8.8, S02, S07 and S09: whose session it is, what ends it, and what must not begin or end it.

test('S02 whoever is signed in and comes back as somebody new becomes them, and links nothing', async ({
  signedIn,
}) => {
  const { client, database } = signedIn
  const [camille, token] = [await client.userId(), client.sessionToken]
  expectConnected(await client.signIn('Giulia'))
  expect(await client.userId()).not.toBe(camille)
  expect(client.sessionToken).not.toBe(token)
  expect(await database.count('accounts')).toBe(2)
  expect(new Set((await database.connections()).map((row) => row.user_id)).size).toBe(2)
})

test('S07 a server action that another site calls is refused', async ({ signedIn, simulator }) => {
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:1' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
  ])
    await test.step(JSON.stringify(headers), async () => {
      const { client, database } = signedIn
      const { id } = await database.onlyConnection()
      const before = await database.possessions()
      await simulator.forgetRequests()
      for (const name of [
        'disconnectConnection',
        'deleteAccount',
        'endOtherSessions',
        'connectWithQonto',
        'pauseConnection',
      ])
        expect((await callAction(client, name, { connection: id }, { headers })).status, name).toBe(403)
      expect(await database.possessions()).toBe(before)
      expect(await database.count('transactions')).toBe(1)
      expect(await simulator.requestsForSomebody()).toEqual([])
    })
})

test('S07 a form that does not say where it comes from is refused: nothing else vouches for it', async ({ life }) => {
  const { client, database, simulator } = life.world
  const before = await database.possessions()
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  for (const [path, button] of [
    [life.path, DISCONNECT],
    ['/account', /^Delete account$/],
  ] as const) {
    const body = readForm(await (await client.get(path)).text(), button)
    const silent = await fetch(`${client.origin}${path}`, { method: 'POST', body, headers: { cookie } })
    expect(silent.status, path).toBe(403)
  }
  expect((await fetch(`${client.origin}/sign-out`, { method: 'POST', headers: { cookie } })).status).toBe(403)
  expect(await database.possessions()).toBe(before)
  expect(await simulator.requestsForSomebody()).toEqual([])
  expect(await client.userId()).not.toBeNull()
})

const ENDS: Array<[string, 'letSessionsExpire' | 'deleteUsers' | 'idle' | 'signOut']> = [
  ['signing out', 'signOut'],
  ['thirty minutes without a request', 'idle'],
  ['twelve hours', 'letSessionsExpire'],
  ['the deletion of the person', 'deleteUsers'],
]
for (const [what, end] of ENDS)
  test(`S09 after ${what} the cookie opens no page and calls no action`, async ({ signedIn, aftermath }) => {
    const { client, database } = signedIn
    const { id } = await database.onlyConnection()
    aftermath.leavesOrphans(end === 'deleteUsers' ? 1 : 0)
    const kept = client.twin()
    if (end === 'signOut') await client.signOut()
    else if (end === 'idle') await database.letSessionsIdle(31)
    else await database[end]()
    const before = await database.possessions()
    for (const path of ['/connections', `/connections/${id}`, `/connections/${id}/identity`, '/sessions']) {
      const response = await kept.get(path)
      expect(response.status).toBe(307)
      expect(response.headers.get('location')).toBe('/')
      expect(await response.text()).not.toContain('Atelier Lumen')
    }
    const answer = await callAction(kept, 'revealIdToken', { connection: id })
    expect(await answer.text()).not.toMatch(/eyJ|Atelier/)
    for (const name of ['pauseConnection', 'disconnectConnection', 'endOtherSessions'])
      await callAction(kept, name, { connection: id })
    expect(await kept.userId()).toBeNull()
    expect(await database.possessions()).toBe(before)
  })

test('S09 a session token in any other place than its cookie opens nothing', async ({ signedIn }) => {
  const { client } = signedIn
  const token = client.sessionToken ?? ''
  const thief = client.twin()
  thief.cookies.clear()
  const headers = { authorization: `Bearer ${token}`, 'x-session-token': token, 'x-auth-token': token }
  expect(await (await thief.get(`/api/auth/session?${SESSION_COOKIE}=${token}`, headers)).json()).toEqual({})
  for (const name of [
    `__Host-${SESSION_COOKIE}`,
    `__Secure-${SESSION_COOKIE}`,
    SESSION_COOKIE.toUpperCase(),
    'authjs.session-token',
  ]) {
    thief.cookies.clear()
    thief.cookies.set(name, token)
    expect(await thief.userId(), name).toBeNull()
  }
  thief.cookies.clear()
  for (const changed of [`${token} `.trimEnd().slice(0, -1), `${token}A`, token.toLowerCase(), `"${token}x"`]) {
    thief.cookies.set(SESSION_COOKIE, changed)
    expect(await thief.userId()).toBeNull()
  }
})
