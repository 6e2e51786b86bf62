import { expect, test } from '#e2e/adversarial/own-dashboard'
import { SCOPE_CATALOGUE } from '#lib/qonto/scope-catalogue'

// nginx as it comes keeps 4 kB for the headers of an answer (proxy_buffer_size); one byte too many is a 502.

const BUFFER = 4_096
/** Real hosts, https and an organisation to reconnect add some 500 bytes to what loopback shows. */
const AT_MOST = BUFFER - 900

test.use({ settings: { QONTO_SCOPES: [...SCOPE_CATALOGUE.keys()].join(' ') } })

test('H35 asking for every scope that there is, no answer on the way has more than 4 kB of headers', async ({
  app,
  client,
  database,
  page,
}) => {
  const sizes = new Map<string, number>()
  const note = (what: string, headers: Iterable<[string, string]>) => {
    const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
    sizes.set(what, `HTTP/1.1 200 OK\r\n${lines}\r\n`.length)
  }
  page.on('response', async (response) => {
    const headers = await response.headersArray().catch(() => [])
    if (response.url().startsWith(client.origin))
      note(
        `${response.request().method()} ${new URL(response.url()).pathname}`,
        headers.map(({ name, value }) => [name, value]),
      )
  })
  const begin = async (what: string, fields: Record<string, string>) => {
    const answer = await client.post('/api/auth/signin/qonto', { csrfToken: await client.csrfToken(), ...fields })
    note(`${what}: begin`, answer.headers)
    return client.simulatedTrip(answer.headers.get('location') ?? '', 'Camille')
  }

  const id = await app.signIn('Camille')
  for (const path of ['', '/permissions', '/identity', '/activity']) await page.goto(`/connections/${id}${path}`)
  for (const path of ['/setup', '/sessions', '/account', '/sign-in/error?error=flow_expired']) await page.goto(path)
  const first = await begin('sign-in', { callbackUrl: `/connections?${'x'.repeat(490)}` })
  const arrived = await client.get(first)
  note('sign-in: back', arrived.headers)
  const fields = { intent: 'reconnect', connection: (await database.onlyConnection()).id, callbackUrl: '/sessions' }
  expect((await client.arrive(await begin('reconnect', fields))).location).toBe('/sessions')
  expect([...sizes].filter(([, size]) => size > AT_MOST)).toEqual([])
  expect(sizes.size).toBeGreaterThan(10)
})
