import { randomUUID } from 'node:crypto'

/** A sign-in at the bank that this browser may remember. */
export interface BankSession {
  id: string
  personId: string
  authTime: number
  /** The claim `sid`. */
  sid: string
}

/** One person's way through sign-in, organisation and consent. */
export interface Trip {
  session: BankSession | null
  membershipId: string | null
  /** Where the person came from, for the way back when the trip is over. */
  origin: string
}

export interface Trips {
  byUid: Map<string, Trip>
  sessions: Map<string, BankSession>
  lastOrigin: string | null
}

export function noTrips(): Trips {
  return { byUid: new Map(), sessions: new Map(), lastOrigin: null }
}

export function tripOf(trips: Trips, uid: string, redirectUri: string): Trip {
  const origin = new URL(redirectUri).origin
  trips.lastOrigin = origin
  const trip = trips.byUid.get(uid) ?? { session: null, membershipId: null, origin }
  trips.byUid.set(uid, trip)
  return trip
}

export function returnOrigin(trips: Trips, uid: string): string | null {
  return trips.byUid.get(uid)?.origin ?? trips.lastOrigin
}

export function newBankSession(trips: Trips, personId: string, authTime: number): BankSession {
  const session = { id: randomUUID(), personId, authTime, sid: randomUUID() }
  trips.sessions.set(session.id, session)
  return session
}
