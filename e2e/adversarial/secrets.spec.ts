import { SESSION_COOKIE } from '#e2e/http-client'
import { findTraces } from '#e2e/traces'
import { SIMULATOR_APP } from '#lib/env'
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

test('X02 no token, code, state or secret is readable anywhere', async ({
  app,
  client,
  page,
  simulator,
  database,
  newClient,
}) => {
  const secrets = new Map<string, string>([['client secret', SIMULATOR_APP.clientSecret]])
  const bodies: string[] = []
  const states: string[] = []
  page.on('request', (request) => {
    const state = new URL(request.url()).searchParams.get('state')
    if (state) states.push(state)
  })
  page.on('response', (response) => {
    const { origin, pathname } = new URL(response.url())
    if (origin === client.origin && !pathname.startsWith('/_next/static'))
      void response.text().then(
        (text) => bodies.push(text),
        () => undefined,
      )
  })

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

  for (const [index, value] of (await simulator.secrets()).entries())
    secrets.set(`${value.slice(0, 7)}… ${index}`, value)
  expect(secrets.size).toBeGreaterThan(15)
  for (const [index, state] of [...new Set(states)].entries()) secrets.set(`state ${index}`, state)
  const session = (await page.context().cookies()).find(({ name }) => name === SESSION_COOKIE)?.value ?? ''
  secrets.set('session', session)

  await test.step('in the database', async () => {
    const dump = await database.everythingAsText()
    expect(dump.length).toBeGreaterThan(5_000)
    expect(findTraces(dump, secrets)).toEqual([])
    expect(dump).not.toMatch(/ory_(ac|at|rt)_|eyJ[\w-]+\.[\w-]+\./)
  })

  await test.step('in what the browser received', async () => {
    expect(bodies.length).toBeGreaterThan(10)
    expect(findTraces(bodies.join('\n'), secrets)).toEqual([])
  })

  await test.step('in pages, their RSC payloads and the sign-in routes', async () => {
    client.cookies.set(SESSION_COOKIE, session)
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
      ...ofConnections,
    ]
    const routes = ['csrf', 'session', 'providers', 'error'].map((route) => `/api/auth/${route}`)
    for (const path of [...pages, ...routes])
      for (const headers of [{}, { rsc: '1' }]) {
        const response = await client.get(path, headers as Record<string, string>)
        // The session route gives the browser its own cookie once more.
        const visible = [...response.headers].filter(([name]) => name !== 'set-cookie')
        const seen = `${JSON.stringify(visible)}\n${await response.text()}`
        expect(findTraces(seen, secrets), path).toEqual([])
        expect(seen, path).not.toMatch(/ory_(ac|at|rt)_[\w-]{8}|eyJ[\w-]+\.eyJ[\w-]+\.|v1\.[\w-]+\.[\w-]{16}/)
        // The file of what is kept names the columns that it leaves out, each with the reason.
        if (path !== '/account/export') expect(seen, path).not.toMatch(/_sealed|Sealed/)
      }
  })

  await test.step('in cookies, but for the session itself', async () => {
    secrets.delete('session')
    expect(findTraces(JSON.stringify(await page.context().cookies(client.origin)), secrets)).toEqual([])
  })
})
