import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { readIdentity } from '#lib/connection/identity/identity'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { openToken } from '#lib/keys/sealed-store'
import { oddJson, oddText } from '#lib/testing/fuzz'
import { useHarness } from '#lib/testing/use-harness'

// What Qonto says ends up in PostgreSQL, which stores no NUL and, in JSON, no half character. Nothing that is odd about a
// name or a scope may cost anybody their connection.

const harness = useHarness()

const fails = (failure: object) => harness.bench.command('failures', failure)
const says = (target: 'organization' | 'membership', json: unknown) => fails({ target, kind: 'body', json })

async function expireAccess(row: Connection): Promise<void> {
  await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
}

describe('a consent', () => {
  it.each([
    [
      'a NUL in its name',
      { id: 'o-1', legal_name: 'Lu\u0000men' },
      { organizationId: 'o-1', organizationName: 'Lu men' },
    ],
    [
      'a turn of direction',
      { id: 'o-1', legal_name: '\u202eLumen' },
      { organizationId: 'o-1', organizationName: 'Lumen' },
    ],
    [
      'half a character',
      { id: 'o-1', name: 'Lumen \ud83d' },
      { organizationId: 'o-1', organizationName: 'Lumen \ufffd' },
    ],
    ['a list for a name', { id: 'o-1', legal_name: ['Lumen'] }, { organizationId: 'o-1', organizationName: null }],
    ['a NUL in its id', { id: 'o\u0000', legal_name: 'Lumen' }, { organizationId: null, organizationConfirmed: false }],
    [
      '60 kB of name',
      { id: 'o-1', name: 'x'.repeat(60_000) },
      { organizationId: 'o-1', organizationName: 'x'.repeat(200) },
    ],
  ])('of an organisation with %s is stored', async (_, organization, columns) => {
    await says('organization', { organization })
    expect(await harness.connected()).toMatchObject({ status: 'active', ...columns })
  })

  it('of an organisation whose name never ends is stored, without it', async () => {
    await fails({ target: 'organization', kind: 'oversized', megabytes: 1 })
    expect(await harness.connected()).toMatchObject({ organizationId: null, organizationConfirmed: false })
  })

  it('of a person with odd names is stored', async () => {
    await says('membership', {
      membership: { id: 'm-1', first_name: 'Ca\u0000mille', last_name: '\u2067', role: '\ud800' },
    })
    expect(await harness.connected()).toMatchObject({
      membershipId: 'm-1',
      memberName: 'Ca mille',
      memberRole: '\ufffd',
    })
  })

  it('is stored whatever Qonto says about who gave it', async () => {
    const facts = (names: string[]) =>
      fc.record(Object.fromEntries(names.map((name) => [name, fc.oneof(oddText, oddJson)])))
    const organization = facts(['id', 'slug', 'legal_name', 'name'])
    const membership = facts(['id', 'first_name', 'last_name', 'role'])
    await fc.assert(
      fc.asyncProperty(organization, membership, async (one, other) => {
        // More than that is no longer taken by whoever plays Qonto here.
        fc.pre([one, other].every((said) => Buffer.byteLength(JSON.stringify(said)) < 60_000))
        // Of somebody with connections it could not be told which one an unreadable organisation is.
        await db().user.deleteMany()
        await says('organization', { organization: one })
        await says('membership', { membership: other })
        expect(await harness.connected()).toMatchObject({ status: 'active', verified: true })
      }),
      // Each run is a whole trip: the first counterexample is small enough, and looking for a smaller one would take minutes.
      { numRuns: 15, endOnFailure: true },
    )
  })

  it('keeps the scopes that can be scopes', async () => {
    await fails({ target: 'token', kind: 'merge', json: { scope: 'openid a\u0000b offline_access \ud800 \u202ex' } })
    const row = await harness.connected()
    expect(row.grantedScopes).toEqual(['openid', 'offline_access'])
    const { details } = await db().activity.findFirstOrThrow({ where: { connectionId: row.id } })
    expect(details).toMatchObject({ scopes: 'openid offline_access' })
  })

  it('of somebody with odd claims is stored and shown', async () => {
    const json = { name: 'Ca\u0000mille \ud83d', rat: 1e15, updated_at: -1e300, more: { constructor: '\u0000' } }
    await fails({ kind: 'claims', json })
    const row = await harness.connected()
    expect(readIdentity(row)).toMatchObject({ verified: true, claims: json })
  })
})

describe('a refresh', () => {
  it('that names scopes which are none keeps its pair', async () => {
    const row = await harness.connected()
    await expireAccess(row)
    await fails({ target: 'refresh', kind: 'merge', json: { scope: 'openid offline_access \u0000 \ud800' } })
    expect(await accessToken(row.id)).toMatchObject({ ok: true })
    const now = await harness.row(row.id)
    expect(now).toMatchObject({ generation: row.generation + 1n, grantedScopes: ['openid', 'offline_access'] })
    expect(openToken(now, 'refreshTokenSealed')).not.toEqual(openToken(row, 'refreshTokenSealed'))
  })

  it.each([['nonsense'], ['a.b.c'], ['e30.bnVsbA.x'], ['\u0000'], ['\ud800']])(
    'whose ID token is %j keeps its pair, and has no identity to show',
    async (idToken) => {
      const row = await harness.connected()
      await expireAccess(row)
      await fails({ target: 'refresh', kind: 'merge', json: { id_token: idToken } })
      await accessToken(row.id)
      const now = await harness.row(row.id)
      expect(now).toMatchObject({ generation: row.generation + 1n, verified: false })
      expect(readIdentity(now)).toBe('unreadable')
    },
  )
})
