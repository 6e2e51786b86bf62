import type { Page } from '@playwright/test'
import { SESSION_COOKIE } from '#e2e/support/http-client'
import { findTraces } from '#e2e/support/traces'
import { expect, test } from './fixtures.ts'

test('X01 the search finds what it is looking for', () => {
  const secrets = new Map([['token', 'ory_rt_4fX-9_abcdefghij.klmnop']])
  const token = secrets.get('token') ?? ''
  for (const text of [
    `a${token}b`,
    Buffer.from(token).toString('hex'),
    ...['', 'x', 'xy'].flatMap((before) =>
      (['base64', 'base64url'] as const).map((encoding) =>
        Buffer.from(`${before}${token} and more`).toString(encoding),
      ),
    ),
  ])
    expect(findTraces(text, secrets)).toEqual(['token'])
  expect(findTraces('ory_rt_ and nothing else', secrets)).toEqual([])
})

// What the pages and the client were answered, the log and the database are searched after every case (`aftermath`). This one
// fills them: a life with everything in it, and every page of it, as HTML and as data.
test('X02 no token, code, state or secret is readable anywhere', async ({
  app,
  client,
  page,
  simulator,
  database,
  newClient,
}) => {
  await test.step('a life with everything in it: sign in, refresh, connect another, fail, disconnect', async () => {
    const first = await app.signIn('Jonas', { organization: 'Buchwerk Treuhand' })
    await simulator.expire('access')
    await app.press('Check now')
    await expect(page.getByText('Done.')).toBeVisible()
    await app.openConnections()
    await app.press('Connect another organisation')
    await app.bank.agree({ organization: 'Officina Aurora' })
    const second = await app.arrivesAtConnection()
    await simulator.fail({ kind: 'claims', json: { aud: ['another-app'] } })
    await newClient().signIn('Giulia')
    await simulator.fail({ kind: 'merge', target: 'token', json: { token_type: 'mac' } })
    await newClient().signIn('Giulia')
    await simulator.fail({ kind: 'refuse', target: 'revoke' })
    await newClient().signIn('Camille')
    await newClient().signIn('Camille')
    for (const tab of ['Permissions', 'Identity', 'Activity'] as const) await app.openConnection(second, tab)
    await app.openConnection(first)
    await app.disconnect()
    await app.openConnections()
    // One trip is still under way.
    await app.press('Connect another organisation')
    await app.bank.agree({ organization: 'Atelier Lumen', refuse: true })
  })

  client.cookies.set(SESSION_COOKIE, await sessionOf(page))
  const ids = (await database.connections()).filter(({ subject }) => /30[24]$/.test(subject)).map(({ id }) => id)
  expect(ids).toHaveLength(2)
  const ofConnections = ids.flatMap((id) =>
    ['', '/permissions', '/identity', '/activity'].map((tab) => `/connections/${id}${tab}`),
  )
  const pages = [
    '/',
    '/connections',
    '/sessions',
    '/account',
    '/account/export',
    '/setup',
    '/sign-in/error?error=access_denied',
  ]
  const routes = ['csrf', 'session', 'providers', 'error'].map((route) => `/api/auth/${route}`)
  for (const path of [...pages, ...ofConnections, ...routes])
    for (const headers of [{}, { rsc: '1' }]) {
      const seen = await (await client.get(path, headers as Record<string, string>)).text()
      expect(seen, path).not.toMatch(/ory_(ac|at|rt)_[\w-]{8}|eyJ[\w-]+\.eyJ[\w-]+\.|v1\.[\w-]+\.[\w-]{16}/)
      // The file of what is kept names the columns that it leaves out, each with the reason.
      if (path !== '/account/export') expect(seen, path).not.toMatch(/_sealed|Sealed/)
    }
  expect(await database.everythingAsText()).not.toMatch(/ory_(ac|at|rt)_|eyJ[\w-]+\.[\w-]+\./)
  const secrets = new Map((await simulator.secrets()).map((value, index) => [String(index), value]))
  expect(secrets.size).toBeGreaterThan(15)
  expect(findTraces(JSON.stringify(await page.context().cookies(client.origin)), secrets)).toEqual([])
})

async function sessionOf(page: Page): Promise<string> {
  return (await page.context().cookies()).find(({ name }) => name === SESSION_COOKIE)?.value ?? ''
}
