import { expect, test } from '#e2e/adversarial/fixtures'
import { actionBody, serverAction } from '#e2e/adversarial/server-actions'
import { statusOf } from '#e2e/support/http-client'

// H09 ff.: garbage in every place that a page or an action reads. Our page, never a fault.

const IDS = [
  '00000000-0000-0000-0000-000000000000',
  '550E8400-E29B-41D4-A716-446655440000',
  '550e8400-e29b-11d4-a716-446655440000',
  "1'%20OR%20'1'='1",
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%2f..%2fsessions',
  '%00',
  'x'.repeat(8_000),
  '%F0%9F%92%A5%E2%80%AE',
  '__proto__',
  '%5B%5D',
  '-1',
]
test('H09 an id that is none is not found', async ({ signedIn }) => {
  for (const id of IDS)
    await test.step(id.slice(0, 40), async () => {
      const { client } = signedIn
      for (const tab of ['', '/activity', '/identity', '/permissions']) {
        const response = await client.get(`/connections/${id}${tab}`)
        expect(response.status).toBe(404)
        expect(await response.text()).toContain('There is nothing here')
      }
    })
})

const QUERIES = [
  'event=connected&event=checked&before=x&before=y',
  'event[]=a&event[b]=c&before[$gt]=0',
  '__proto__[admin]=1&constructor.prototype.admin=1',
  "before=1'%20OR%201=1--&event=%00",
  `event=${'x'.repeat(8_000)}`,
  'before=%F0%9F%92%A5&event=%E2%80%AE%E2%80%AE',
  'hold=x&hold=y&_rsc=zzz&nxtPid=x&nextInternalLocale=x',
]
test('H10 a query that means nothing changes nothing', async ({ signedIn, database }) => {
  for (const query of QUERIES)
    await test.step(query.slice(0, 40), async () => {
      const { client } = signedIn
      const { id } = await database.onlyConnection()
      const paths = ['/connections', `/connections/${id}`, `/connections/${id}/activity`, `/connections/${id}/identity`]
      for (const path of [...paths, '/sessions', '/setup', '/sign-in/error'])
        expect((await client.get(`${path}?${query}`)).status, path).toBe(200)
    })
})

test('H10 a query that cannot be decoded is no fault', async ({ client }) => {
  for (const query of ['%', '%E0%A4%A', 'a=%ZZ'])
    await test.step(query, async () => {
      for (const path of ['/', '/setup', '/sign-in/error', '/api/auth/session', '/api/auth/callback/qonto'])
        expect((await client.get(`${path}?${query}`)).status, path).toBeLessThan(500)
    })
})

test('H10 a path that cannot be decoded is no fault', async ({ client }) => {
  for (const path of ['/%', '/%E0%A4%A', '/connections/%ZZ', '/api/auth/%E0', '/_next/static/%E0%A4%A'])
    expect((await client.get(path)).status, path).toBeLessThan(500)
})

const multipart = 'multipart/form-data; boundary=x'
const ACTION_BODIES: Array<[string, string | FormData, Record<string, string>]> = [
  ['an unknown id', actionBody('pauseConnection', {}), { 'next-action': 'f'.repeat(42) }],
  ['an id that is none', actionBody('pauseConnection', {}), { 'next-action': '__proto__' }],
  ['an endless id', actionBody('pauseConnection', {}), { 'next-action': 'a'.repeat(5_000) }],
  ['no body', '', {}],
  [
    'a body without its end',
    '--x\r\nContent-Disposition: form-data; name="0"\r\n\r\n["$K1"',
    { 'content-type': multipart },
  ],
  ['no boundary', '["$K1"]', { 'content-type': 'multipart/form-data' }],
  ['a JSON body', '{"connection":1}', { 'content-type': 'application/json' }],
  ['deep JSON', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, { 'content-type': 'text/plain;charset=UTF-8' }],
  ['a reference to itself', '["$0"]', { 'content-type': 'text/plain;charset=UTF-8' }],
  ['a reference to a prototype', '["$1:__proto__:constructor"]', { 'content-type': 'text/plain;charset=UTF-8' }],
  [
    'a thenable',
    '[{"then":"$1:then","status":"resolved_model","value":"{}"}]',
    { 'content-type': 'text/plain;charset=UTF-8' },
  ],
  ['a server function', '["$F1"]', { 'content-type': 'text/plain;charset=UTF-8' }],
]
test('H11 garbage in a call of a server action does nothing', async ({ signedIn }) => {
  for (const [what, body, headers] of ACTION_BODIES)
    await test.step(what, async () => {
      const { client, database } = signedIn
      const before = await database.possessions()
      const { id } = serverAction('disconnectConnection')
      const response = await client.send('/connections', {
        method: 'POST',
        body,
        headers: { 'next-action': id, accept: 'text/x-component', origin: client.origin, ...headers },
      })
      expect(response.status).toBeLessThan(500)
      expect(await response.text()).not.toMatch(/node_modules|at [\w.]+ \(/)
      expect(await database.possessions()).toBe(before)
      expect((await client.get('/connections')).status).toBe(200)
    })
})

const FIELDS: Array<[string, Record<string, string>]> = [
  ['names of the prototype', { __proto__: 'x', constructor: 'x', toString: 'x', hasOwnProperty: 'x' }],
  ['NUL bytes', { connection: 'a\0b' }],
  ['a lone surrogate', { connection: '\ud800' }],
  ['an object of a query builder', { 'connection[not]': '', connection: '{"not":""}' }],
  ['a hundred thousand characters', { connection: 'x'.repeat(100_000) }],
]
test('H12 odd fields in a form change nothing', async ({ signedIn }) => {
  for (const [what, fields] of FIELDS)
    await test.step(what, async () => {
      const { client, database } = signedIn
      const before = await database.possessions()
      for (const name of ['disconnectConnection', 'connectWithQonto', 'endSession']) {
        const headers = { 'next-action': serverAction(name).id, accept: 'text/x-component', origin: client.origin }
        const init = { method: 'POST', body: actionBody(name, fields), headers }
        expect(await statusOf(client.send('/connections', init)), name).toBeLessThan(500)
      }
      for (const path of ['/api/auth/signin/qonto', '/api/auth/signout'])
        expect(await statusOf(client.post(path, { csrfToken: 'x', ...fields })), path).toBeLessThan(500)
      expect(await database.possessions()).toBe(before)
    })
})
