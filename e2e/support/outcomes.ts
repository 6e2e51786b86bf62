import { expect } from '@playwright/test'
import type { Database } from './database.ts'
import { type Arrival, type HttpClient, SESSION_COOKIE, TRIP_COOKIE } from './http-client.ts'
import type { Simulator } from './simulator.ts'

/** Everything that takes part in a trip without a browser. */
export interface World {
  client: HttpClient
  simulator: Simulator
  database: Database
}

/**
 * The HTML of a page that says that our own database is away. As a heading: the words alone travel with every page, for the
 * moment when they are needed. When the session was still read and what comes after it was not, the page names the outage
 * and the browser says the words in its frame.
 */
export const SAYS_DATABASE_AWAY =
  /"digest\\?":\\?"DATABASE_UNAVAILABLE|data-dgst="DATABASE_UNAVAILABLE|<h1[^>]*>Mooring cannot reach its database right now/

/** However slow Qonto is, a person who comes back does not wait for longer. */
const CALLBACK_LIMIT_MS = 8_000

/**
 * The error page with a code of the closed list and a reference, in time, the trip's cookie taken back, no session, and
 * exactly one event in the log, with that code and reference.
 * @param prefix of the cookies' names, on https
 */
export function expectRefused(arrival: Arrival, code: string, prefix = ''): void {
  expectRefusal(arrival, code, prefix)
  const takenBack = arrival.setCookies.filter((line) => /max-age=0\b/i.test(line))
  expect(takenBack.some((line) => line.startsWith(`${prefix}${TRIP_COOKIE}=;`))).toBe(true)
}

/** The same for an answer that does not belong to the trip of this browser, whose cookie is left alone. */
export function expectRefusedAsForeign(arrival: Arrival, code: string): void {
  expectRefusal(arrival, code, '')
  expect(arrival.setCookies).toEqual([])
}

function expectRefusal(arrival: Arrival, code: string, prefix: string): void {
  expect(arrival.location).toMatch(
    new RegExp(`^/sign-in/error\\?error=${code}&ref=[A-Z0-9-]{6,20}(&retry=[0-9a-f-]{36})?$`, 'i'),
  )
  expect(arrival.status).toBe(303)
  expect(givenCookies(arrival)).not.toContain(`${prefix}${SESSION_COOKIE}`)
  const { reference, events, milliseconds } = arrival
  expect(events.filter(({ msg }) => msg === 'sign_in_failed')).toEqual([expect.objectContaining({ code, reference })])
  expect(milliseconds).toBeLessThan(CALLBACK_LIMIT_MS)
}

/**
 * A callback that is refused before anything is sent to Qonto, and that changes nothing for anybody.
 * @param refused how; `expectRefusedAsForeign` for an answer to another trip than this browser's
 */
export async function expectRefusedUnsent(
  world: World,
  callback: string,
  code: string,
  refused: (arrival: Arrival, code: string) => void = expectRefused,
): Promise<void> {
  const { client, simulator, database } = world
  const possessions = await database.possessions()
  await simulator.forgetRequests()
  refused(await client.arrive(callback), code)
  expect(await simulator.requests('token')).toEqual([])
  expect(await database.possessions()).toBe(possessions)
}

export function expectConnected(arrival: Arrival): void {
  expect(arrival.location).toMatch(/^\/connections\/[0-9a-f-]{36}$/)
  expect(arrival.status).toBe(303)
  expect(givenCookies(arrival)).toEqual([SESSION_COOKIE])
}

/** The names of the cookies that were given, rather than taken back. */
function givenCookies({ setCookies }: Arrival): string[] {
  return setCookies
    .filter((line) => !/max-age=0\b/i.test(line) && !/^[^=]+=;/.test(line))
    .map((line) => line.slice(0, line.indexOf('=')))
}

interface Refusal {
  /** How often Qonto was asked for tokens. */
  tokenRequests?: number
  /** Tokens were received, so they are revoked. */
  revoked?: boolean
  person?: string
}

/**
 * Somebody who is signed in makes a trip as somebody else, and it is refused. Whatever the reason: nothing is stored,
 * what was there stays as it was, the trip is used up, and tokens that came along are dead within seconds.
 */
export async function expectRefusedTrip(world: World, code: string, expected: Refusal = {}): Promise<Arrival> {
  const { client, simulator, database } = world
  const { tokenRequests = 1, revoked = false, person = 'Giulia' } = expected
  const [possessions, live] = [await database.possessions(), await simulator.live('refresh')]
  await simulator.forgetRequests()
  const arrival = await client.signIn(person)
  expectRefused(arrival, code)
  expect(await database.possessions()).toBe(possessions)
  // The simulator notes a request when it has answered it, which for a slow one is after we gave up.
  await expect.poll(() => simulator.requests('token')).toHaveLength(tokenRequests)
  expect(await database.unusedTrips()).toBe(0)
  expect(await client.userId()).not.toBeNull()
  if (revoked) await expectRevoked(world, code, live)
  return arrival
}

/** What was queued for revocation is revoked and erased, this cause last, and only these refresh tokens still live. */
export async function expectRevoked({ simulator, database }: World, cause: string, live: string[]): Promise<void> {
  await expect.poll(() => simulator.live('refresh'), { timeout: 5_000 }).toEqual(live)
  await expect
    .poll(async () => (await database.revocations()).at(-1), { timeout: 5_000 })
    .toMatchObject({ cause, token_sealed: null, done_at: expect.any(Date) })
}
