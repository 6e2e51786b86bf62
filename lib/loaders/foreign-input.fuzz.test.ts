import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSession } from '#lib/auth/session/session-store'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId, newSecret } from '#lib/ids'
import { sealTokens } from '#lib/keys/sealed-store'
import { loadActivity } from '#lib/loaders/activity/load-activity'
import { readActivityQuery } from '#lib/loaders/activity/read-query'
import { loadIdentity } from '#lib/loaders/connection/load-identity'
import { exportPerson } from '#lib/loaders/load-export'
import { CLAIM_CATALOGUE } from '#lib/qonto/claim-catalogue'
import { INHERITED, mutated, oddJson, oddNumber, oddText } from '#lib/testing/fuzz'
import { type Harness, openHarness } from '#lib/testing/harness'
import { shownRaw, visibleJson } from '#lib/text/foreign-text'

// Who asks is Next's to say, and there is no request here.
const asking = vi.hoisted(() => ({ token: '' }))
vi.mock('next/headers', () => ({ cookies: async () => ({ get: () => ({ value: asking.token }) }) }))

let harness: Harness
let row: Connection
beforeAll(async () => {
  harness = await openHarness()
  row = await harness.connected()
  asking.token = newSecret()
  await createSession(asking.token, row.userId, null)
})
afterAll(() => harness.close())

const isNotFound = (error: unknown) => String(error).includes('404')
const partOf = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Keeps a token as a refresh would that could not be verified. */
async function keep(idToken: string): Promise<void> {
  const { idTokenSealed } = sealTokens(row, { accessToken: 'a', refreshToken: null, idToken })
  await db().connection.update({ where: { id: row.id }, data: { idTokenSealed: idTokenSealed ?? null } })
}

describe('the identity page', () => {
  it('has a text for every claim, and a time only where there is one', async () => {
    const times = [...CLAIM_CATALOGUE].filter(([, { kind }]) => kind === 'time').map(([name]) => name)
    const claims = fc.dictionary(
      fc.oneof(
        fc.constantFrom(...CLAIM_CATALOGUE.keys(), ...times, ...times, ...INHERITED),
        oddText.map((text) => text.slice(0, 50)),
      ),
      fc.oneof(oddNumber, oddJson),
      { minKeys: 1, maxKeys: 8 },
    )
    await fc.assert(
      fc.asyncProperty(claims, oddJson, async (said, kid) => {
        await keep(`${partOf({ alg: 'RS256', kid })}.${partOf(said)}.x`)
        const { token } = await loadIdentity(row.id)
        if (token === null || typeof token === 'string') return expect.unreachable('There is a token.')
        expect(token.claims.map(({ name }) => name).sort()).toEqual(Object.keys(said).map(shownRaw).sort())
        for (const { value, at } of token.claims) {
          expect(typeof value).toBe('string')
          // What a page does with a time: it says it in ISO, in words, and how far it is away.
          if (at !== null) expect([at.toISOString(), new Intl.DateTimeFormat('en').format(at)]).toHaveLength(2)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('says that a token cannot be read, whatever stands there instead', async () => {
    const good = `${partOf({ alg: 'RS256' })}.${partOf({ sub: 'x' })}.x`
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          oddText.map((text) => text.toWellFormed()),
          mutated(good).map((text) => text.toWellFormed()),
        ),
        async (kept) => {
          await keep(kept)
          const { token } = await loadIdentity(row.id)
          expect(token === 'unreadable' || (typeof token === 'object' && token !== null)).toBe(true)
        },
      ),
      { numRuns: 100 },
    )
  })

  it.each([
    ['in milliseconds of another age', { rat: 1e15 }],
    ['beyond every calendar', { exp: 1e300 }],
    ['before every calendar', { auth_time: -1e13 }],
  ])('shows a time that is %s as it is written, found by trying', async (_, claims) => {
    await keep(`${partOf({ alg: 'RS256' })}.${partOf(claims)}.x`)
    const [[name, value] = ['', 0]] = Object.entries(claims)
    expect(await loadIdentity(row.id)).toMatchObject({ token: { claims: [{ name, value: String(value), at: null }] } })
  })

  it('shows and exports a claim that is nested too deeply to be written out, found by trying', async () => {
    const payload = Buffer.from(`{"deep":${'['.repeat(9_000)}${']'.repeat(9_000)}}`).toString('base64url')
    await keep(`${partOf({ alg: 'RS256' })}.${payload}.x`)
    const value = expect.stringMatching(/^\[{10,}"…"\]{10,}$/)
    expect(await loadIdentity(row.id)).toMatchObject({ token: { claims: [{ name: 'deep', value }] } })
    const { connections } = await exportPerson(row.userId)
    expect(visibleJson(connections)).toContain('"deep": [')
  })

  it('shows no name with nothing to see, and none that turns what stands beside it', async () => {
    const stored = { organizationName: '\u3164\u200f', memberName: '\u202eLumen', memberRole: 'מנהל' }
    await db().connection.update({ where: { id: row.id }, data: stored })
    const { connection } = await loadIdentity(row.id)
    expect(connection).toMatchObject({ organizationName: null, memberName: 'Lumen', memberRole: '\u2068מנהל\u2069' })
  })
})

const search = fc.oneof(oddText, fc.constantFrom('access', 'Checks', ...INHERITED), mutated('authorisation'), fc.uuid())
const dayOf = (at: Date) => at.toISOString().slice(0, 10)

describe('the address of a page', () => {
  it('filters and pages the activity by what is known, and by nothing else', async () => {
    const { lines } = await loadActivity(row.id, readActivityQuery({}), dayOf)
    const [newest] = lines
    const id = newest?.id ?? ''
    await fc.assert(
      fc.asyncProperty(
        search,
        fc.oneof(search, fc.constant(id), mutated(id), fc.constant(id.toUpperCase())),
        async (kind, before) => {
          const page = await loadActivity(row.id, readActivityQuery({ kind, before }), dayOf)
          expect(page.query.kind).toBe(page.query.kind === null ? null : kind)
          const isOlder = page.query.before !== null && page.query.before <= id
          const isOther = page.query.kind !== null && page.query.kind !== 'authorisation'
          expect(page.lines).toEqual(isOlder || isOther ? [] : lines)
          expect(page.olderThan).toBeNull()
        },
      ),
      { numRuns: 100 },
    )
  })

  it('finds no connection by an id that is not one of ours', async () => {
    const id = fc.oneof(mutated(row.id), fc.constant(newId()), fc.string())
    await fc.assert(
      fc.asyncProperty(id, async (asked) => {
        await expect(loadActivity(asked, readActivityQuery({}), dayOf)).rejects.toSatisfy(isNotFound)
      }),
      { numRuns: 100 },
    )
  })
})
