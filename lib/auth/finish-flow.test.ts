import { beforeEach, describe, expect, it } from 'vitest'
import { beginFlow } from '#lib/auth/begin-flow'
import { finishFlow } from '#lib/auth/finish-flow'
import { authOptions } from '#lib/auth/next-auth/options'
import { runNextAuth } from '#lib/auth/next-auth/run-next-auth'
import { cookieName } from '#lib/auth/session/cookies'
import { createSession, findSession, type Session } from '#lib/auth/session/session-store'
import { readTransactionCookie } from '#lib/auth/transaction/transaction-cookie'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newReference, newSecret } from '#lib/ids'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()
let lumen: Connection
let session: Session
const token = newSecret()
beforeEach(async () => {
  lumen = await harness.connected({ person: 'Jonas', organization: 'Atelier Lumen' })
  session = await createSession(token, lumen.userId, null)
})

const valuesOf = (setCookies: string[]) =>
  setCookies
    .map((cookie) => (cookie.split(';')[0] ?? '').split(/=(.*)/s))
    .map(([name = '', value = '']) => [name, decodeURIComponent(value)] as const)

/** A whole *Reconnect*, the browser's part included: what the person chooses at Qonto is up to the test. */
async function reconnect(person: string, organization: string, stray: Record<string, string> = {}) {
  const csrf = await runNextAuth({ method: 'GET', action: 'csrf', cookies: {} }, authOptions())
  const { csrfToken } = csrf.body as { csrfToken: string }
  const csrfCookie = new Map(valuesOf(csrf.setCookies)).get(cookieName('csrfToken'))
  const begin = { intent: 'reconnect', connection: lumen.id, scopes: [], csrfToken, callbackUrl: '/connections' }
  const { location, setCookies } = await beginFlow(begin, csrfCookie, session)
  const url = new URL(location)
  // A Qonto that pays no heed to the organisation it was asked for.
  url.searchParams.delete('organization_id')
  const answer = await fetch(`${harness.bench.url}/simulator/authorize`, {
    method: 'POST',
    body: JSON.stringify({ url, person, organization }),
  })
  const back: { location: string } = await answer.json()
  const { searchParams: query } = new URL(back.location)
  const cookies = new Map([...valuesOf(setCookies), ...Object.entries(stray)])
  const [checks, returnTo] = [await readTransactionCookie(cookies), cookies.get(cookieName('callbackUrl')) ?? null]
  return finishFlow({
    query,
    checks,
    returnTo,
    readSession: async () => session,
    device: null,
    reference: newReference(),
  })
}

describe('coming back from a reconnect', () => {
  it('goes to the connection, with a new session in place of the old one', async () => {
    const { location, setCookies } = await reconnect('Jonas', 'Atelier Lumen')
    expect([location, setCookies.length]).toEqual([`/connections/${lumen.id}`, 1])
    expect(await findSession(token)).toBeNull()
  })

  it.each([
    ['http://localhost:3000//evil.example/x', 'another host'],
    ['http://localhost:3000/\\\\evil.example', 'another host'],
    ['blob:http://localhost:3000/x', 'no path'],
    ['http://localhost:3000/api/auth/signout', 'no page'],
    ['https://evil.example/', 'another site'],
    ['\u0000', 'nothing'],
  ])('goes to the connection whatever a planted cookie names, found by trying: %j is %s', async (planted) => {
    const stray = { [cookieName('callbackUrl')]: planted }
    const { location } = await reconnect('Jonas', 'Atelier Lumen', stray)
    expect(location).toBe(`/connections/${lumen.id}`)
  })

  it('goes to a page of ours that the form named', async () => {
    const stray = { [cookieName('callbackUrl')]: 'http://localhost:3000/sessions?a=1' }
    expect(await reconnect('Jonas', 'Atelier Lumen', stray)).toMatchObject({ location: '/sessions?a=1' })
  })

  it('with another organisation is refused, revokes what came back, and leaves the session and the connection alone', async () => {
    const { location, setCookies } = await reconnect('Jonas', 'Buchwerk Treuhand')
    expect(location).toMatch(/^\/sign-in\/error\?error=other_owner&/)
    expect(setCookies).toEqual([])
    expect(await findSession(token)).toMatchObject({ id: session.id })
    expect(await db().session.count()).toBe(1)
    expect(await harness.row(lumen.id)).toEqual(lumen)
    expect(await db().revocation.count({ where: { cause: 'other_owner', doneAt: null } })).toBe(1)
  })

  it('with an identity of somebody else is refused', async () => {
    await harness.connected({ person: 'Giulia' })
    const { location } = await reconnect('Giulia', 'Officina Aurora')
    expect(location).toMatch(/^\/sign-in\/error\?error=other_owner&/)
  })
})
