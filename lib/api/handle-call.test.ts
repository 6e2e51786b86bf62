import { beforeEach, describe, expect, it, vi } from 'vitest'
import { handleCall } from '#lib/api/handle-call'
import { openApi } from '#lib/api/openapi'
import { problemSchema } from '#lib/api/schemas'
import { revokeKey, rollKey } from '#lib/api-keys/change-key'
import { PERMISSIONS } from '#lib/api-keys/key-catalogue'
import { newKey } from '#lib/api-keys/key-format'
import { type KeyWish, makeKey } from '#lib/api-keys/make-key'
import { CLIENT_HEADER } from '#lib/client-address'
import { personOf } from '#lib/connection/principal'
import { db, pool } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { holdAgainst } from '#lib/testing/hold-against-document'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let row: Connection
let key: string
beforeEach(async () => {
  await db().rateLimit.deleteMany()
  row = await harness.connected()
  key = await made({})
})

async function made(wish: Partial<KeyWish>, userId = row.userId): Promise<string> {
  const all = {
    mayMoveMoney: false,
    addresses: '',
    name: 'Cron',
    permissions: [...PERMISSIONS],
    connections: null,
    lifetime: '90',
  }
  const result = await makeKey(personOf(userId), { ...all, ...wish })
  if (!result.ok) throw new Error(result.reason)
  return result.value.secret
}

interface Asked {
  body?: unknown
  secret?: string
  address?: string
  headers?: Record<string, string>
}

const expectDescribed = holdAgainst(openApi('http://localhost:3000/api/v1'))

function send(
  method: 'GET' | 'POST',
  path: string,
  { body, secret = key, address = '203.0.113.9', headers = {} }: Asked = {},
): Promise<Response> {
  const isText = typeof body === 'string'
  return handleCall(
    new Request(`http://localhost:3000/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        [CLIENT_HEADER]: address,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    }),
  )
}

/** Holds every answer against the OpenAPI document. */
async function call(method: 'GET' | 'POST', path: string, asked?: Asked) {
  const response = await send(method, path, asked)
  const text = await response.text()
  expectDescribed({ method, path, response, text })
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text), text }
}

async function refused(method: 'GET' | 'POST', path: string, asked?: Asked) {
  const { status, json, headers } = await call(method, path, asked)
  const problem = problemSchema.parse(json)
  expect([problem.status, headers.get('content-type')]).toEqual([status, 'application/problem+json'])
  return problem
}

const tokenPath = (id = row.id) => `/connections/${id}/token`
const token = (asked?: Asked) => call('POST', tokenPath(), asked)
const rotations = () => db().rotation.count({ where: { connectionId: row.id } })

describe('a fresh token', () => {
  it('is handed out as it is while it lives, and never with a refresh or an ID token', async () => {
    const { status, json, text, headers } = await token()
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(json).toMatchObject({ token_type: 'Bearer', generation: 1, organization: row.organizationId })
    expect(json.access_token).toMatch(/^ory_at_/)
    expect(text).not.toMatch(/ory_rt_|eyJ/)
    expect(json.expires_in).toBeGreaterThan(3_000)
    expect(await rotations()).toBe(0)
  })

  it('costs one statement for the key and the connection, and one in twenty calls another that counts them', async () => {
    await token()
    const asked = vi.spyOn(pool(), 'query')
    for (let count = 0; count < 40; count++) expect((await send('POST', tokenPath())).status).toBe(200)
    const texts = asked.mock.calls.map(([query]) => JSON.stringify(query))
    // How often a key is used is written once a second, whatever the number of calls.
    const paid = texts.filter((text) => !text.includes('api_key_uses'))
    expect(paid.filter((text) => text.includes('FROM api_keys'))).toHaveLength(40)
    expect(paid.filter((text) => text.includes('rate_limits'))).toHaveLength(2)
    expect(paid).toHaveLength(42)
  })

  it('is renewed once for a hundred callers when it has expired', async () => {
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
    const answers = await Promise.all(Array.from({ length: 100 }, () => token()))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ json }) => json.access_token)).size).toBe(1)
    expect(await rotations()).toBe(1)
  })

  it('is another one than the one that Qonto has rejected', async () => {
    const first = await token()
    const second = await token({ body: { rejected: first.json.generation } })
    expect(second.json.access_token).not.toBe(first.json.access_token)
    const again = await token({ body: { rejected: first.json.generation } })
    expect(again.json.access_token).toBe(second.json.access_token)
    expect(await rotations()).toBe(1)
  })

  it('is refused when a scope that it is needed for was not granted, and says which', async () => {
    const problem = await refused('POST', `/connections/${row.id}/token`, {
      body: { scopes: ['openid', 'payment.magic'] },
    })
    expect(problem).toMatchObject({ code: 'missing_scopes', missing_scopes: ['payment.magic'] })
    expect(problem.action_url).toBe(`http://localhost:3000/connections/${row.id}`)
  })

  it.each([
    ['paused', 409, () => call('POST', `/connections/${row.id}/pause`)],
    ['disconnected', 410, () => call('POST', `/connections/${row.id}/disconnect`)],
    ['reconnect', 424, () => db().connection.update({ where: { id: row.id }, data: { status: 'reconnect' } })],
  ] as const)('is not there for a connection that is %s', async (code, status, happen) => {
    await happen()
    expect(await refused('POST', `/connections/${row.id}/token`)).toMatchObject({ code, status })
  })

  it('comes later when Qonto cannot be asked', async () => {
    await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
    await harness.bench.command('failures', { target: 'all', kind: 'status', status: 503, times: 0 })
    const { status, headers, json } = await token()
    expect([status, json.code, headers.get('retry-after')]).toEqual([503, 'later', '30'])
  })
})

describe('a connection', () => {
  it('is told with its verdict, and costs nothing to ask again while nothing has changed', async () => {
    const { json, headers } = await call('GET', `/connections/${row.id}`)
    expect(json).toMatchObject({
      id: row.id,
      status: 'active',
      missing_scopes: [],
      accepted_scopes: [],
      verdict: { state: 'ok', owner: 'nobody' },
    })
    const same = await call('GET', `/connections/${row.id}`, {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    })
    expect([same.status, same.text]).toEqual([304, ''])
    await call('POST', `/connections/${row.id}/pause`)
    const after = await call('GET', `/connections/${row.id}`, {
      headers: { 'if-none-match': headers.get('etag') ?? '' },
    })
    expect([after.status, after.json.verdict.state]).toEqual([200, 'frozen'])
  })

  it('is paused, resumed, proven and ended by the calls of these names', async () => {
    const state = async (act: string) => (await call('POST', `/connections/${row.id}/${act}`)).json
    expect((await state('pause')).verdict.state).toBe('frozen')
    expect((await state('resume')).verdict.state).toBe('ok')
    expect((await state('check')).verdict).toMatchObject({ state: 'ok', reason: 'proven' })
    const ended = await state('disconnect')
    expect(ended.connection.verdict.state).toBe('gone')
    expect(ended.steps.at(-1)).toMatchObject({ step: 'erase', outcome: 'done' })
    expect((await state('disconnect')).steps).toEqual(ended.steps)
    // The log of the connection names the key: its owner was not there.
    const { event, details } = { event: { in: ['paused', 'resumed', 'checked', 'disconnected'] }, details: true }
    const entries = await db().activity.findMany({ where: { event, actor: 'you' }, select: { details } })
    expect(entries).toEqual(Array.from({ length: 4 }, () => ({ details: expect.objectContaining({ key: 'Cron' }) })))
  })

  it('is listed page by page, by what is asked for', async () => {
    await harness.twins(row, 4, { status: 'frozen' })
    const ids: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { connections: Array<{ id: string }>; next_cursor: string | null } = (
        await call('GET', `/connections?limit=2${cursor && `&cursor=${cursor}`}`)
      ).json
      ids.push(...page.connections.map(({ id }) => id))
      cursor = page.next_cursor
    }
    expect([ids.length, new Set(ids).size]).toEqual([5, 5])
    expect((await call('GET', '/connections?status=frozen&limit=3')).json.connections).toHaveLength(3)
    expect((await call('GET', '/connections?status=broken')).json).toEqual({ connections: [], next_cursor: null })
    expect((await call('GET', `/connections?updated_since=2100-01-01T00:00:00Z`)).json.connections).toEqual([])
    // Some languages write "never" like this, and PostgreSQL knows no year 0.
    expect((await call('GET', '/connections?updated_since=0000-12-31T23:59:59Z')).json.connections).toHaveLength(5)
    await db().connection.update({ where: { id: row.id }, data: { labels: ['Retail', 'Île'] } })
    const labelled = (await call('GET', `/connections?label=${encodeURIComponent('Île'.normalize('NFD'))}`)).json
    expect(labelled.connections).toEqual([expect.objectContaining({ id: row.id, labels: ['Retail', 'Île'] })])
    expect((await call('GET', '/connections?label=retail')).json.connections).toEqual([])
  })
})

describe('a key', () => {
  it.each([
    ['unknown', async () => newKey()],
    ['with a typing error', async () => `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`],
    ['missing', async () => ''],
    [
      'expired',
      async () => (await db().apiKey.updateMany({ data: { expiresAt: new Date(Date.now() - 1_000) } })) && key,
    ],
    ['revoked', async () => (await revokeKey(personOf(row.userId), await keyId())) ?? key],
    ['of a deleted account', async () => (await db().user.deleteMany()) && key],
  ])('that is %s is refused like every other', async (_, secretOf) => {
    const secret = await secretOf()
    const { code, detail } = await refused('GET', '/me', { secret })
    expect(code).toBe('invalid_key')
    expect(detail ?? '').not.toContain(secret.slice(4, 12) || 'never')
  })

  it('may do what it was given, and nothing else', async () => {
    const reader = await made({ permissions: ['connections:read'] })
    expect((await call('GET', '/connections', { secret: reader })).status).toBe(200)
    for (const act of ['token', 'pause', 'resume', 'check', 'disconnect'])
      expect(await refused('POST', `/connections/${row.id}/${act}`, { secret: reader })).toMatchObject({
        code: 'not_permitted',
      })
    expect((await harness.row(row.id)).status).toBe('active')
  })

  it('sees the connections of its owner only, and of those the chosen ones only', async () => {
    const jonas = await harness.connected({ person: 'Jonas', organization: 'Atelier Lumen' })
    await harness.twins(row, 1, {})
    const chosen = await made({ connections: [row.id] })
    expect((await call('GET', '/connections', { secret: chosen })).json.connections).toHaveLength(1)
    expect((await call('GET', '/connections')).json.connections).toHaveLength(2)
    const other = (await db().connection.findFirst({ where: { userId: row.userId, id: { not: row.id } } }))?.id ?? ''
    for (const [secret, id] of [
      [key, jonas.id],
      [chosen, other],
      [chosen, jonas.id],
      [key, newId()],
    ] as const)
      for (const [method, rest] of [
        ['GET', ''],
        ['POST', '/token'],
        ['POST', '/pause'],
        ['POST', '/disconnect'],
      ] as const)
        expect(await refused(method, `/connections/${id}${rest}`, { secret })).toMatchObject({ code: 'not_found' })
    expect((await harness.row(jonas.id)).status).toBe('active')
  })

  it('sees nothing of another environment of Qonto on the same database', async () => {
    await db().connection.update({ where: { id: row.id }, data: { environment: 'sandbox' } })
    expect((await call('GET', '/connections')).json.connections).toEqual([])
    expect(await refused('POST', tokenPath())).toMatchObject({ code: 'not_found' })
  })

  it('is found by an index among ten thousand', async () => {
    await db().$executeRaw`
      INSERT INTO api_keys (id, user_id, name, start, secret_hash, permissions, every_connection)
      SELECT gen_random_uuid(), ${row.userId}::uuid, 'Key', 'mrk_0000', sha256(n::text::bytea), '{tokens:read}', true
        FROM generate_series(1, 10000) AS n`
    await db().$executeRaw`ANALYZE api_keys`
    const asked = vi.spyOn(pool(), 'query')
    expect((await call('GET', '/me')).status).toBe(200)
    const queries = asked.mock.calls.map(([query]) => query as unknown as { text: string; values: unknown[] })
    asked.mockRestore()
    const { text = '', values = [] } = queries.find((query) => query.text.includes('FROM api_keys')) ?? {}
    const { rows } = await pool().query(`EXPLAIN ${text}`, values)
    const plan = rows.map((line: object) => Object.values(line).join('')).join('\n')
    expect(plan).toContain('api_keys_secret_hash_key')
    expect(plan).not.toContain('Seq Scan on api_keys')
  })

  it('lives and ends by the clock of the database, however wrong ours is', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 })
    const { expires_in, generation } = (await token()).json
    expect([generation, expires_in > 3_000]).toEqual([1, true])
    vi.setSystemTime(Date.now() - 40 * 60_000)
    await db().$executeRaw`UPDATE api_keys SET expires_at = now() - interval '1 second'`
    expect(await refused('POST', tokenPath())).toMatchObject({ code: 'invalid_key' })
    vi.useRealTimers()
  })

  it('is refused from an address that was not allowed', async () => {
    const office = await made({ addresses: '198.51.100.0/24, 2001:db8::/32' })
    const from = async (address: string) => (await call('GET', '/me', { secret: office, address })).status
    expect([await from('198.51.100.7'), await from('2001:db8:1::/64')]).toEqual([200, 200])
    expect([await from('203.0.113.9'), await from('2001:db9::/64'), await from('unknown')]).toEqual([403, 403, 403])
  })

  it('works under its former secret as long as was chosen when it was rolled', async () => {
    const me = async (secret: string) => (await call('GET', '/me', { secret })).status
    const roll = async (hours: string) => {
      const rolled = await rollKey(personOf(row.userId), await keyId(), hours)
      return rolled.ok ? rolled.value.secret : ''
    }
    const second = await roll('24')
    expect([await me(key), await me(second)]).toEqual([200, 200])
    const third = await roll('0')
    expect([await me(key), await me(second), await me(third)]).toEqual([401, 401, 200])
  })

  it('remembers when and from where it was used', async () => {
    await call('GET', '/me')
    await vi.waitFor(async () =>
      expect(await db().apiKey.findFirst()).toMatchObject({
        lastUsedFrom: '203.0.113.9',
        lastUsedAt: expect.any(Date),
      }),
    )
  })

  it('is noted once a minute for each address, however many calls come at the same moment or in turn', async () => {
    const noted = vi.spyOn(db(), '$executeRaw')
    const from = (at: number) => call('GET', '/me', { address: `203.0.113.${at % 2}` })
    await Promise.all(Array.from({ length: 20 }, (_, at) => from(at)))
    await from(0)
    expect(noted.mock.calls.filter(([text]) => String(text).includes('last_used_at'))).toHaveLength(2)
  })

  it('is stored as a hash, and nowhere in clear', async () => {
    const [stored] = await db().$queryRaw<Array<{ text: string }>>`SELECT to_jsonb(k)::text AS text FROM api_keys k`
    expect(stored?.text).not.toContain(key.slice(12))
  })
})

describe('a call', () => {
  it.each<[string, 'GET' | 'POST', string, Asked, string]>([
    ['to an address that is none', 'GET', '/nothing', {}, 'not_found'],
    ['with the wrong method', 'POST', '/me', {}, 'method_not_allowed'],
    ['with an unknown field', 'POST', '/connections/ID/token', { body: { min_tll: 5 } }, 'invalid_request'],
    ['with a field of another kind', 'POST', '/connections/ID/token', { body: { min_ttl: 'x' } }, 'invalid_request'],
    ['with a field out of range', 'POST', '/connections/ID/token', { body: { min_ttl: 3_001 } }, 'invalid_request'],
    ['with JSON that breaks off', 'POST', '/connections/ID/token', { body: '{' }, 'invalid_request'],
    [
      'with a body for a call that takes none',
      'POST',
      '/connections/ID/pause',
      { body: { now: true } },
      'invalid_request',
    ],
    [
      'with a form',
      'POST',
      '/connections/ID/token',
      { body: 'a=b', headers: { 'content-type': 'text/plain' } },
      'invalid_request',
    ],
    ['with a long body', 'POST', '/connections/ID/token', { body: { scopes: ['x'.repeat(20_000)] } }, 'too_large'],
    [
      'with a content type that only begins like JSON',
      'POST',
      '/connections/ID/token',
      { body: {}, headers: { 'content-type': 'application/json-patch+json' } },
      'invalid_request',
    ],
    ['with a query beside its body', 'POST', '/connections/ID/token?min_ttl=5', {}, 'invalid_request'],
    ['with an unknown filter', 'GET', '/connections?state=ok', {}, 'invalid_request'],
    ['with a filter that stands twice', 'GET', '/connections?limit=5&limit=6', {}, 'invalid_request'],
    ['with a NUL in a filter', 'GET', '/connections?organization=a%00', {}, 'invalid_request'],
    ['with an id that is none', 'GET', '/connections/..', {}, 'not_found'],
  ])('%s is refused, and says why', async (_, method, path, asked, code) => {
    expect(await refused(method, path.replace('ID', row.id), asked)).toMatchObject({ code })
  })

  it('names the field that is wrong, and does not quote what was sent', async () => {
    const { detail } = await refused('POST', `/connections/${row.id}/token`, { body: { min_tll: 'SECRET' } })
    expect(detail).toContain('min_tll')
    expect(detail).not.toContain('SECRET')
  })

  it('does not repeat the name of a field that could be no name', async () => {
    const { detail } = await refused('POST', `/connections/${row.id}/token`, { body: { [key]: 1, 'a b': 2 } })
    expect(detail).toBe('There is an unknown field.')
  })

  it('that fails here is answered with a problem, which says nothing of the cause', async () => {
    const disconnectSteps = [{ step: 'SECRET' }]
    await db().connection.update({ where: { id: row.id }, data: { status: 'disconnected', disconnectSteps } })
    const failed = await send('POST', `/connections/${row.id}/disconnect`)
    const text = await failed.text()
    expect([failed.status, problemSchema.parse(JSON.parse(text)).code]).toEqual([500, 'failed'])
    expect(text).not.toContain('SECRET')
  })

  it('ignores cookies', async () => {
    const cookie = { cookie: 'next-auth.session-token=x' }
    expect(await refused('GET', '/me', { secret: '', headers: cookie })).toMatchObject({ code: 'invalid_key' })
  })

  it('is refused after sixty bad keys of one address in a minute, and good ones of it are not', async () => {
    const guesses = await Promise.all(Array.from({ length: 70 }, () => call('GET', '/me', { secret: newKey() })))
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(10)
    expect((await call('GET', '/me')).status).toBe(200)
  })
})

const keyId = async () => (await db().apiKey.findFirst({ where: { userId: row.userId } }))?.id
