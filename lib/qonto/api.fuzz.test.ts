import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError, fetchMembership, fetchOrganization, subscribeToRevocations, withdrawConsent } from '#lib/qonto/api'
import type { QontoEndpoints } from '#lib/qonto/endpoints'
import { consentRevocationEvent, membershipAnswer, organizationAnswer } from '#lib/qonto/schemas'
import { mutated, oddJson, oddText } from '#lib/testing/fuzz'

const ID = /^[\x21-\x7e]{1,100}$/
const FAILURES = [
  ...[
    'unauthorized',
    'forbidden',
    'not_found',
    'not_accepted',
    'rate_limited',
    'server_error',
    'timeout',
    'unreachable',
    'html_answer',
    'web_page',
    'redirected',
    'invalid_answer',
  ],
]

function expectLine(name: string | null): void {
  if (name === null) return
  expect(name).not.toBe('')
  expect(name).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u)
  expect(name.trim()).toBe(name)
  // First and last name and the blank between them.
  expect(Array.from(name).length).toBeLessThanOrEqual(401)
}
const record = (names: string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, oddJson])), { requiredKeys: [] })
const organization = fc
  .tuple(record(['id', 'slug', 'legal_name', 'name', '__proto__']), fc.boolean())
  .map(([odd, hasId]) => ({
    organization: { ...odd, ...(hasId && { id: 'o-1' }) },
  }))
const membership = fc.tuple(record(['id', 'first_name', 'last_name', 'role']), fc.boolean()).map(([odd, hasId]) => ({
  membership: { ...odd, ...(hasId && { id: 'm-1' }) },
}))
const subscription = fc.oneof(
  record(['id', 'secret']),
  fc.record({ webhook_subscription: record(['id', 'secret']) }),
  fc.record({ id: fc.constant('s-1'), secret: oddJson }),
)

describe('what Qonto says about a person and an organisation', () => {
  it('has names that fit on a line of a page and ids that can be stored', () => {
    fc.assert(
      fc.property(fc.oneof(organization, oddJson), fc.oneof(membership, oddJson), (one, other) => {
        const [first, second] = [organizationAnswer.safeParse(one), membershipAnswer.safeParse(other)]
        const owner = first.data ?? null
        if (owner) expect(owner.id).toMatch(ID)
        expectLine(owner?.name ?? null)
        if (!second.success) return
        const member = second.data
        expect(member.id).toMatch(ID)
        expectLine(member.name)
        expectLine(member.role || null)
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['José Müller-Lüdenscheidt'],
    ['Société Générale d’Été & Fils (S.A.R.L.)'],
    ['שלום\u200f בע"מ'],
    ['نیک\u200cنام'],
    ['👩\u200d👧 Kids 💶'],
    ['株式会社 東京'],
  ])('leaves a name as it is written: %s', (name) => {
    const parsed = organizationAnswer.parse({ organization: { id: 'o-1', legal_name: name } })
    expect(parsed).toEqual({ id: 'o-1', slug: null, name })
  })

  it.each([
    ['NUL, which PostgreSQL does not store', 'Lu\u0000men', 'Lu men'],
    ['a turn of direction, which would go on after the name', '\u202eneemuL\u202c', 'neemuL'],
    ['half a character at the cut', `${'x'.repeat(199)}💶`, `${'x'.repeat(199)}💶`],
    ['half a character of its own', 'Lumen \ud83d', 'Lumen \ufffd'],
    ['a line break', 'Lumen\r\nSet-Cookie: a', 'Lumen Set-Cookie: a'],
  ])('takes out what was found by trying: %s', (_, written, name) => {
    const parsed = organizationAnswer.parse({ organization: { id: 'o-1', legal_name: written } })
    expect(parsed).toEqual({ id: 'o-1', slug: null, name })
  })

  it('falls back to another name when one has nothing to see, and to the slug when the id is none', () => {
    const parsed = organizationAnswer.parse({
      organization: { id: 'o\u0000', slug: 'lumen-1', legal_name: '\u200b\ufeff ', name: 'Lumen' },
    })
    expect(parsed).toEqual({ id: 'lumen-1', slug: 'lumen-1', name: 'Lumen' })
  })
})

describe('a withdrawn consent', () => {
  it('has a time that can be stored and ids that can be looked up', () => {
    const event = { id: 'e', subscription_id: 's', type: 't', organization_id: 'o', membership_id: 'm' }
    const at = fc.oneof(
      mutated('2026-01-02T03:04:05Z'),
      fc.constantFrom(
        '0000-01-01T00:00:00Z',
        '0000-01-01T00:00:00+23:59',
        '9999-12-31T23:59:59-23:59',
        '2026-02-30T00:00:00Z',
      ),
      fc.constantFrom('2026-01-02T03:04:05.123456789Z', '2026-01-02T03:04:05+02:00'),
      oddJson,
    )
    fc.assert(
      fc.property(at, record(['id', 'subscription_id', 'organization_id', 'membership_id']), (revoked_at, odd) => {
        const parsed = consentRevocationEvent.safeParse({ ...event, ...odd, data: { client_id: 'c', revoked_at } })
        if (!parsed.success) return
        const { organizationId, membershipId, revokedAt } = parsed.data
        for (const id of [organizationId, membershipId]) expect(id).toMatch(ID)
        expect(revokedAt.toISOString()).toMatch(/^(19[7-9]|[2-9]\d\d|\+010)\d/)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('whatever the API answers', () => {
  let door: Server
  let qonto: QontoEndpoints
  let next: { status: number; headers: Record<string, string>; body: Uint8Array }
  beforeAll(async () => {
    door = createServer((_, answer) => answer.writeHead(next.status, next.headers).end(next.body))
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', () => resolve()))
    qonto = { apiUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, headers: {} } as QontoEndpoints
  })
  afterAll(() => new Promise((resolve) => door.close(resolve)))

  const header = oddText.map((text) => text.slice(0, 150).replace(/[^\x20-\x7e]/g, ''))
  const call = { accessToken: 'ory_at_SECRET', callbackUrl: 'https://mooring.example/', secret: 'SECRET'.repeat(7) }
  const calls = [fetchOrganization, fetchMembership, withdrawConsent, subscribeToRevocations]
  const answer = fc.record({
    status: fc.oneof({ weight: 3, arbitrary: fc.constant(200) }, fc.integer({ min: 200, max: 599 })),
    headers: fc.record({
      'content-type': fc.oneof(fc.constantFrom('application/json', 'text/html'), header),
      'x-tyk-trace-id': header,
    }),
    body: fc.oneof(
      fc.oneof(organization, membership, subscription, oddJson).map((json) => Buffer.from(JSON.stringify(json))),
      fc
        .dictionary(fc.constantFrom('trace_id', 'errors', 'message'), oddJson)
        .map((json) => Buffer.from(JSON.stringify(json))),
      mutated('{"organization":{"id":"o-1","legal_name":"Lumen"}}').map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 100 }),
    ),
  })

  it('is a value, or a failure of the list with a trace id that is one and without the token', async () => {
    await fc.assert(
      fc.asyncProperty(answer, fc.constantFrom(...calls), async (sent, ask) => {
        next = sent
        const read: unknown = await ask(qonto, call).catch((error: unknown) => error)
        if (!(read instanceof Error)) {
          const { id = 'none', traceId = null } = read as { id?: string; traceId?: string | null }
          expect(id).toMatch(ID)
          expect(traceId ?? 'none').toMatch(/^[\w:.-]{1,100}$/)
          return
        }
        expect(read).toBeInstanceOf(ApiError)
        const { failure, traceId } = read as ApiError
        expect(FAILURES).toContain(failure)
        expect(traceId ?? 'none').toMatch(/^[\w:.-]{1,100}$/)
        expect([read.message, JSON.stringify(read), inspect(read, { showHidden: true })].join()).not.toContain('SECRET')
      }),
      { numRuns: 500 },
    )
  })
})
