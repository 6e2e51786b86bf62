import { randomUUID } from 'node:crypto'

/** A sign-in at the bank that this browser may remember. */
export interface BankSession {
  id: string
  personId: string
  authTime: number
  /** The claim `sid`. */
  sid: string
}

/** Where a trip came from and goes back to, and the state that the app recognises it by. */
export interface WayBack {
  redirectUri: string
  state: string | null
}

/** One person's way through sign-in, organisation and consent. */
export interface Trip extends WayBack {
  session: BankSession | null
  membershipId: string | null
  origin: string
  /** In milliseconds. */
  begunAt: number
  /** The person was sent back, with whatever answer. */
  isFinished: boolean
}

export interface Trips {
  byUid: Map<string, Trip>
  sessions: Map<string, BankSession>
  lastOrigin: string | null
}

export function noTrips(): Trips {
  return { byUid: new Map(), sessions: new Map(), lastOrigin: null }
}

export function tripOf(trips: Trips, uid: string, way: WayBack): Trip {
  const { origin } = new URL(way.redirectUri)
  trips.lastOrigin = origin
  const known = trips.byUid.get(uid)
  if (known) return known
  const trip = { ...way, session: null, membershipId: null, origin, begunAt: Date.now(), isFinished: false }
  trips.byUid.set(uid, trip)
  return trip
}

export function newBankSession(trips: Trips, personId: string, authTime: number): BankSession {
  const session = { id: randomUUID(), personId, authTime, sid: randomUUID() }
  trips.sessions.set(session.id, session)
  return session
}
