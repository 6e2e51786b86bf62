import { beforeEach, describe, expect, it } from 'vitest'
import { createSession } from '#lib/auth/session/session-store'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import type { Connection } from '#lib/generated/prisma/client'
import { newSecret } from '#lib/ids'
import { useHarness } from '#lib/testing/use-harness'

// The simulator gives Jonas a subject for each organisation; Camille, Inès and Jonas share Atelier Lumen.
const JONAS_AT_LUMEN = { person: 'Jonas', organization: 'Atelier Lumen' }
const JONAS_AT_BUCHWERK = { person: 'Jonas', organization: 'Buchwerk Treuhand' }
const INES = { person: 'Inès', organization: 'Atelier Lumen' }
const BARE = { query: { scope: 'openid offline_access' } }

const harness = useHarness()
let jonas: Connection
let sessionId: string
beforeEach(async () => {
  jonas = await harness.connected(JONAS_AT_BUCHWERK)
  sessionId = await sessionOf(jonas)
})

async function sessionOf({ userId, issuer, subject }: Connection): Promise<string> {
  const account = await db().account.findUniqueOrThrow({ where: { issuer_subject: { issuer, subject } } })
  return (await createSession(newSecret(), userId, null, { accountId: account.id, signedInAt: null })).id
}
const another = () => ({ intent: 'connect' as const, userId: jonas.userId, sessionId })
const accounts = () => db().account.count({ where: { userId: jonas.userId } })

describe('connecting another organisation', () => {
  it('stores what a colleague gave, and the colleague signs in to their own dashboard', async () => {
    const granted = await harness.connected(INES, another())
    expect(granted).toMatchObject({ userId: jonas.userId, status: 'active', organizationName: 'Atelier Lumen SAS' })
    expect(await accounts()).toBe(1)
    const signedIn = await harness.consent(INES)
    expect(signedIn.ok && signedIn.value.userId).not.toBe(jonas.userId)
    expect(await harness.row(granted.id)).toMatchObject({ userId: jonas.userId, status: 'active' })
  })

  it.each([
    ['while the API answers 500', { ...INES }, { target: 'api', kind: 'status', status: 500, times: 0 }],
    ['with sign-in alone allowed', { ...INES, ...BARE }, null],
  ])('does the same %s', async (_, wish, failure) => {
    if (failure) await harness.bench.command('failures', failure)
    await harness.connected(wish, another())
    await harness.bench.command('reset', {})
    expect(await accounts()).toBe(1)
    const signedIn = await harness.consent(INES)
    expect(signedIn.ok && signedIn.value.userId).not.toBe(jonas.userId)
  })

  it('links the same person’s other identity by its verified e-mail, for as long as its connection lives', async () => {
    const second = await harness.connected(JONAS_AT_LUMEN, another())
    expect(second.subject).not.toBe(jonas.subject)
    expect(await accounts()).toBe(2)
    const signedIn = await harness.consent(JONAS_AT_LUMEN)
    expect(signedIn.ok && signedIn.value.userId).toBe(jonas.userId)
    await disconnect(second.id)
    const later = await harness.consent(JONAS_AT_LUMEN)
    expect(later.ok && later.value.userId).not.toBe(jonas.userId)
    expect(await accounts()).toBe(1)
  })

  it('refuses and undoes nothing while there is no e-mail to compare with', async () => {
    await harness.connected(JONAS_AT_LUMEN, another())
    const email = { target: 'id_token', kind: 'claims', json: { email: null } }
    await harness.bench.command('failures', email)
    expect(await harness.consent(JONAS_AT_LUMEN)).toEqual({ ok: false, reason: 'account_conflict' })
    expect(await accounts()).toBe(2)
    const signedIn = await harness.consent(JONAS_AT_LUMEN)
    expect(signedIn.ok && signedIn.value.userId).toBe(jonas.userId)
  })

  it.each([
    ['whose session does not say by whom it was made', { sessionId: undefined }],
    ['whose session has ended meanwhile', { sessionId: '01900000-0000-7000-8000-00000000dead' }],
  ])('links nothing for a person %s', async (_, as) => {
    const { sessionId: _gone, ...begun } = another()
    await harness.connected(JONAS_AT_LUMEN, { ...begun, ...(as.sessionId ? { sessionId: as.sessionId } : {}) })
    expect(await accounts()).toBe(1)
  })

  it('asks who is who when the identity signs in here as somebody else', async () => {
    await harness.connected(INES)
    expect(await harness.consent(INES, another())).toEqual({ ok: false, reason: 'account_conflict' })
  })

  it('keeps two people’s connections to one organisation apart', async () => {
    const own = await harness.connected(JONAS_AT_LUMEN, another())
    const colleagues = await harness.connected(INES, another())
    expect(colleagues.id).not.toBe(own.id)
    expect(colleagues.organizationId).toBe(own.organizationId)
    expect(await harness.row(own.id)).toEqual(own)
  })
})

describe('re-authorising', () => {
  const again = () => ({ intent: 'reconnect' as const, userId: jonas.userId, connectionId: jonas.id, sessionId })

  it.each([
    ['a colleague of the same organisation', JONAS_AT_LUMEN, INES, null],
    ['somebody of another organisation', JONAS_AT_BUCHWERK, INES, null],
    [
      'somebody while the API answers 500',
      JONAS_AT_BUCHWERK,
      INES,
      { target: 'api', kind: 'status', status: 500, times: 0 },
    ],
    ['somebody who allowed signing in alone', JONAS_AT_BUCHWERK, { ...INES, ...BARE }, null],
  ])('is refused when %s comes back, and changes nothing', async (_, first, second, failure) => {
    const row = first === JONAS_AT_BUCHWERK ? jonas : await harness.connected(first, another())
    if (failure) await harness.bench.command('failures', failure)
    const before = [await accounts(), await db().connection.count(), await harness.row(row.id)]
    const as = { ...again(), connectionId: row.id }
    expect(await harness.consent(second, as)).toEqual({ ok: false, reason: 'other_owner' })
    expect([await accounts(), await db().connection.count(), await harness.row(row.id)]).toEqual(before)
  })

  it('goes on for a colleague’s grant although the colleague signs in here by now', async () => {
    const granted = await harness.connected(INES, another())
    await harness.connected(INES)
    const renewed = await harness.connected(INES, { ...again(), connectionId: granted.id })
    expect(renewed).toMatchObject({ id: granted.id, userId: jonas.userId })
    expect(await accounts()).toBe(1)
  })
})
