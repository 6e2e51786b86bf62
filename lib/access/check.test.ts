import { beforeEach, describe, expect, it, vi } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { check } from '#lib/access/check'
import { refresh } from '#lib/access/refresh'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { doDueWork } from '#lib/jobs/do-due-work'
import { useHarness } from '#lib/testing/use-harness'
import { confirmWithdrawal } from '#lib/withdrawal/handle-withdrawal'

const harness = useHarness()
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
  await harness.bench.fetch('/simulator/requests', { method: 'DELETE' })
})

const change = (data: Parameters<ReturnType<typeof db>['connection']['update']>[0]['data']) =>
  db().connection.update({ where: { id: row.id }, data })
const fail = (failure: object) => harness.bench.command('failures', failure)
/** Until Qonto is busy with the last answer that was prepared for it. */
const isAsked = (target: string) =>
  vi.waitFor(async () => {
    const { failures } = await harness.bench.command('state')
    expect(failures.filter((failure) => failure.target === target)).toEqual([])
  }, 10_000)

describe('a check', () => {
  it('takes back no doubt that came up while it was under way', async () => {
    await fail({ target: 'organization', kind: 'delay', ms: 2_000, after: true })
    const checking = check(row)
    await isAsked('organization')
    const recheckAt = new Date()
    await change({ recheckAt })
    expect((await checking).ok).toBe(true)
    expect((await harness.row(row.id)).recheckAt).toEqual(recheckAt)
  })

  it('tells a new consent nothing of what became of the one before', async () => {
    await fail({ target: 'organization', kind: 'delay', ms: 2_000, work: false })
    await fail({ target: 'organization', kind: 'status', status: 503 })
    await fail({ target: 'organization', kind: 'status', status: 503 })
    const slow = check(row)
    await change({ grantedAt: new Date(row.grantedAt.getTime() + 1) })
    await slow
    expect(await harness.row(row.id)).toMatchObject({ failure: null, failedAt: null })
  })

  it('does not hold the 401 of a token against the pair that somebody has put in its place', async () => {
    await fail({ target: 'membership', kind: 'status', status: 401, times: 4 })
    await fail({ target: 'organization', kind: 'status', status: 401 })
    await fail({ target: 'organization', kind: 'delay', ms: 2_000 })
    const checking = check(row)
    // The second token is being tried.
    await isAsked('organization')
    await change({ generation: { increment: 1 } })
    expect((await checking).ok).toBe(false)
    expect(await harness.row(row.id)).toMatchObject({ failure: null })
  })

  it('says that the access of a connection without renewal is refused, instead of going on to say that it works', async () => {
    row = await harness.connected({
      person: 'Jonas',
      organization: 'Buchwerk Treuhand',
      query: { scope: 'openid organization.read membership.read' },
    })
    await harness.bench.command('revoke', { all: true })
    expect(await check(row)).toEqual({ ok: false, reason: 'unauthorized' })
    expect(state(factsOf(await harness.row(row.id)), new Date())).toMatchObject({ reason: 'access_refused' })
  })

  it('that names somebody where nobody was known fills it in', async () => {
    await change({ organizationId: null, membershipId: null, organizationConfirmed: false })
    expect(await check(await harness.row(row.id))).toEqual({ ok: true, value: undefined })
    expect(await harness.row(row.id)).toMatchObject({
      ...{ organizationId: row.organizationId, membershipId: row.membershipId, organizationConfirmed: true },
    })
  })
})

describe('what the API answers', () => {
  // qonto.md, section 6: each kind is an outcome of its own, and only 401 says anything against the access.
  it.each([
    ['a member that is not found', { kind: 'status', status: 404 }, 'not_found', 'member_not_found'],
    ['a question that is not accepted', { kind: 'status', status: 422 }, 'not_accepted', 'answer_unusable'],
    ['too many questions', { kind: 'status', status: 429 }, 'rate_limited', 'rate_limited'],
    ['what is no JSON', { kind: 'invalid_json' }, 'invalid_answer', 'answer_unusable'],
    ['a page in the sandbox', { kind: 'html' }, 'html_answer', 'staging_token'],
    ['an outage', { kind: 'status', status: 503 }, 'server_error', 'unreachable'],
  ])('%s is told as that', async (_, failure, reason, told) => {
    await fail({ target: 'membership', ...failure })
    expect(await check(row)).toEqual({ ok: false, reason })
    expect(state(factsOf(await harness.row(row.id)), new Date())).toMatchObject({ reason: told })
  })

  it('may be that it is not allowed, which proves the access', async () => {
    await fail({ target: 'membership', kind: 'status', status: 403 })
    expect((await check(row)).ok).toBe(true)
  })
})

describe('another owner than the connection has', () => {
  const OTHERS = [
    ['organisation', 'organization', { organization: { id: 'another', legal_name: 'Another' } }, 'other_organization'],
    ['member', 'membership', { membership: { id: 'another', first_name: 'Another', role: 'owner' } }, 'other_member'],
  ] as const
  const [ORGANIZATION] = OTHERS
  const says = (target: string, json: object) => fail({ target, kind: 'body', json })
  const verdict = async () => state(factsOf(await harness.row(row.id)), new Date())
  const owner = ({ organizationId, organizationName, membershipId, memberName, memberRole, provenAt }: Connection) => ({
    ...{ organizationId, organizationName, membershipId, memberName, memberRole, provenAt },
  })

  it.each(OTHERS)('is said for another %s, nothing of it is stored, and nobody gets the token', async (...other) => {
    const [, target, json, code] = other
    await says(target, json)
    expect(await check(row)).toEqual({ ok: false, reason: 'other_owner' })
    const after = await harness.row(row.id)
    expect(owner(after)).toEqual(owner(row))
    expect(await verdict()).toMatchObject({ state: 'trouble', reason: 'other_owner', owner: 'you' })
    expect(
      await db().activity.findMany({ where: { event: 'checked' }, select: { outcome: true, code: true } }),
    ).toEqual([{ outcome: 'failed', code }])
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'other_owner' })
    expect(await check(after)).toMatchObject({ ok: true })
    expect(await verdict()).toMatchObject({ state: 'ok' })
    expect(await accessToken(row.id)).toMatchObject({ ok: true })
  })

  it('stays said while nobody has read that it is the same one again', async () => {
    const [, target, json] = ORGANIZATION
    await says(target, json)
    await check(row)
    await fail({ target, kind: 'status', status: 403 })
    expect((await check(await harness.row(row.id))).ok).toBe(true)
    expect(await verdict()).toMatchObject({ reason: 'other_owner' })
    await refresh(await harness.row(row.id), 'keep_alive')
    expect(await verdict()).toMatchObject({ reason: 'other_owner' })
  })

  it('is noted once in the log, however often the jobs find it again', async () => {
    const [, target, json] = ORGANIZATION
    await says(target, json)
    await says(target, json)
    await check(row, 'system')
    await check(await harness.row(row.id), 'system')
    expect(await db().activity.count({ where: { event: 'checked' } })).toBe(1)
  })

  it('is asked about by the jobs after every renewal, which does not name the owner', async () => {
    await change({ accessExpiresAt: new Date(), recheckAt: null })
    expect((await accessToken(row.id)).ok).toBe(true)
    const [, target, json] = ORGANIZATION
    await says(target, json)
    await doDueWork(Number.POSITIVE_INFINITY)
    expect(await verdict()).toMatchObject({ reason: 'other_owner' })
  })

  it('is over with a new consent', async () => {
    const [, target, json] = ORGANIZATION
    await says(target, json)
    await check(row)
    expect((await harness.connected()).id).toBe(row.id)
    expect(await verdict()).toMatchObject({ state: 'ok' })
  })
})

describe('the check of the subject', () => {
  it('is passed only where there was one to compare with', async () => {
    const subject = async () => {
      const { checks } = await harness.row(row.id)
      return (checks as Array<{ name: string }>).find(({ name }) => name === 'subject')
    }
    expect(await subject()).toMatchObject({ outcome: 'not_applicable' })
    await harness.connected()
    expect(await subject()).toMatchObject({ outcome: 'passed' })
    await change({ checks: [] })
    await refresh(await harness.row(row.id), 'keep_alive')
    expect(await subject()).toMatchObject({ outcome: 'passed' })
  })
})

describe('a withdrawal that Qonto tells of while the last renewal is not verified', () => {
  it('is asked about with the refresh token: the access token may be somebody else’s', async () => {
    await change({ verified: false, failure: 'consent_withdrawn', failedAt: new Date() })
    const { accessTokenSealed } = row
    expect(await confirmWithdrawal(await harness.row(row.id))).toBe('alive')
    const { requests } = (await harness.bench.command('state')).counts
    expect([requests.refresh, requests.membership ?? 0]).toEqual([1, 0])
    const after = await harness.row(row.id)
    expect(after).toMatchObject({ verified: true, failure: null })
    expect(after.accessTokenSealed).not.toBe(accessTokenSealed)
  })
})
