import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSession, findSession } from '#lib/auth/session/session-store'
import { planTransaction } from '#lib/auth/transaction/plan-transaction'
import type { Consent } from '#lib/consent/consent'
import { makeInvitation } from '#lib/consent/make-invitation'
import { revokeInvitation } from '#lib/consent/revoke-invitation'
import { connect } from '#lib/consent/store-consent'
import { findInvitation } from '#lib/consent/use-invitation'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { newSecret } from '#lib/ids'
import { joinUsers } from '#lib/person/join-users'
import type { ConsentAs } from '#lib/testing/harness'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
beforeEach(() => Object.assign(settings(), { allow: ['invited'] }))
afterEach(() => Object.assign(settings(), { allow: [] }))

const NOT_ALLOWED = { ok: false, reason: 'not_allowed' }
const invite = async (days = 7) => {
  const { id, address } = await makeInvitation('For a colleague', days)
  return { id, secret: new URL(address).searchParams.get('invitation') ?? '' }
}
/** A consent of somebody whom nothing else lets in, as the callback hands it on. */
async function arrive(person: string, invitationId: string | null, as: ConsentAs = {}): Promise<Consent> {
  const wish = person === 'Jonas' ? { person, organization: 'Buchwerk Treuhand' } : { person }
  const consent = await harness.consentOf(wish, as)
  return { ...consent, admittedBy: 'invited', transaction: { ...consent.transaction, invitationId } }
}
const everything = () => Promise.all([db().user.count(), db().account.count(), db().connection.count()])

it('lets in one person, once, and that person again without it', async () => {
  const { id } = await invite()
  expect(await connect(await arrive('Camille', null))).toEqual(NOT_ALLOWED)
  expect(await everything()).toEqual([0, 0, 0])
  const both = await Promise.all([connect(await arrive('Camille', id)), connect(await arrive('Giulia', id))])
  expect(both.filter(({ ok }) => ok)).toHaveLength(1)
  expect(await everything()).toEqual([1, 1, 1])
  const { userId } = await db().invitation.findUniqueOrThrow({ where: { id } })
  const { admittedBy } = await db().user.findFirstOrThrow()
  expect([admittedBy, userId]).toEqual(['invited', (await db().user.findFirstOrThrow()).id])
  const [came, other] = both[0].ok ? ['Camille', 'Giulia'] : ['Giulia', 'Camille']
  expect(await connect(await arrive(came, null))).toMatchObject({ ok: true })
  expect(await connect(await arrive(other, id))).toEqual(NOT_ALLOWED)
})

it('lets its person connect whatever organisation, and nobody else in by that', async () => {
  const { id } = await invite()
  const came = await connect(await arrive('Camille', id))
  const as = { intent: 'connect' as const, userId: came.ok ? came.value.userId : '' }
  expect(await connect(await arrive('Jonas', null, as))).toMatchObject({ ok: true })
  expect(await connect(await arrive('Jonas', null))).toEqual(NOT_ALLOWED)
})

it('counts for nobody once it has expired, was revoked or never was', async () => {
  const [expired, revoked, open] = [await invite(), await invite(), await invite()]
  await db().$executeRaw`UPDATE invitations SET expires_at = now() WHERE id = ${expired.id}::uuid`
  expect(await revokeInvitation(revoked.id)).toBe(true)
  for (const { id, secret } of [expired, revoked]) {
    expect(await connect(await arrive('Camille', id))).toEqual(NOT_ALLOWED)
    expect(await findInvitation(secret)).toBeNull()
  }
  const plan = (invitation: string) =>
    planTransaction({ intent: 'sign-in', connection: null, scopes: [], invitation }, null)
  for (const wrong of [expired.secret, revoked.secret, `${open.secret.slice(0, -1)}x`, open.id, 'x'])
    expect(await plan(wrong)).toEqual({ ok: false, reason: 'invitation_over' })
  expect(await plan(open.secret)).toMatchObject({ ok: true, value: { invitationId: open.id } })
  expect(await everything()).toEqual([0, 0, 0])
})

it('that is revoked after its use signs its person out, and keeps what is theirs', async () => {
  const { id } = await invite()
  const stored = await connect(await arrive('Camille', id))
  const token = newSecret()
  await createSession(token, stored.ok ? stored.value.userId : '', null)
  expect(await findSession(token)).not.toBeNull()
  expect(await revokeInvitation(id)).toBe(true)
  expect(await findSession(token)).toBeNull()
  expect(await connect(await arrive('Camille', id))).toEqual(NOT_ALLOWED)
  expect(await everything()).toEqual([1, 1, 1])
})

it('brings nobody else in by joining', async () => {
  Object.assign(settings(), { allow: [] })
  const [camille, jonas] = [
    await harness.connected({ person: 'Camille' }),
    await harness.connected({ person: 'Jonas', organization: 'Buchwerk Treuhand' }),
  ]
  const joinBoth = async () => {
    const consent = await arrive('Jonas', null, { intent: 'join', userId: camille.userId })
    return joinUsers({ ...consent, formerSessionId: (await createSession(newSecret(), camille.userId, null)).id })
  }
  expect(await joinBoth()).toEqual(NOT_ALLOWED)
  expect(await db().user.count()).toBe(2)
  await db().user.update({ where: { id: jonas.userId }, data: { admittedBy: 'invited' } })
  expect(await joinBoth()).toMatchObject({ ok: true })
})
