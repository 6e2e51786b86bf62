import 'server-only'
import { settings } from '#lib/env'

/** A person who is signed in, or who began a transaction while signed in. */
export interface Person {
  kind: 'person'
  userId: string
}

/** An API key, which acts for its owner with fewer rights. */
export interface Key {
  kind: 'key'
  userId: string
  keyId: string
  /** False when it may use chosen connections only. */
  everyConnection: boolean
}

/** Who asks. Every question for a connection is asked with one. */
export type Principal = Person | Key

/**
 * The condition in SQL that the person of a row is still let in by `MOORING_ALLOW`: their session, and their API keys.
 * @param entries the placeholder of `admittingEntries`
 */
export function isAdmitted(entries: string): string {
  return `(${entries}::text IS NULL OR EXISTS (
    SELECT 1 FROM users WHERE users.id = user_id AND admitted_by = ANY (string_to_array(${entries}::text, ' '))))`
}

/** What may have let a person in, as one parameter; null where everybody is. */
export function admittingEntries(): string | null {
  const { allow } = settings()
  return allow.length === 0 ? null : allow.join(' ')
}

/** @returns the principal of a user whose session was checked when the request, or the transaction, began */
export function personOf(userId: string): Person {
  return { kind: 'person', userId }
}

/**
 * The condition of every query for connections: those that a principal may see. The one place of object-level
 * authorization; `guards.test.ts` keeps queries from doing without it.
 */
export function visibleTo(principal: Principal) {
  const owned = { userId: principal.userId, environment: settings().environment }
  if (principal.kind === 'person' || principal.everyConnection) return owned
  return { ...owned, apiKeys: { some: { keyId: principal.keyId } } }
}

/** The condition of a query for one connection. The id of another user's connection is as unknown as one that never was. */
export function visibleConnection(principal: Principal, id: string) {
  return { ...visibleTo(principal), id }
}

/**
 * The condition of a query for one webhook endpoint. A key for chosen connections sees those that are told of no others: it
 * could read of these what it may not.
 */
export function visibleEndpoint(principal: Principal, id: string) {
  return { ...visibleEndpoints(principal), id }
}

/** The condition of every query for webhook endpoints. */
export function visibleEndpoints(principal: Principal) {
  const owned = { userId: principal.userId }
  if (principal.kind === 'person' || principal.everyConnection) return owned
  const isSeen = { connection: { apiKeys: { some: { keyId: principal.keyId } } } }
  return { ...owned, everyConnection: false, connections: { some: {}, every: isSeen } }
}

/**
 * The same condition in SQL, for a statement that asks for the principal and its connections at once.
 * @param asker of which kind the row `asker` is: a session, or an API key
 * @param environment the placeholder of the environment of the settings
 */
export function visibleToAsker(asker: Principal['kind'], environment: string): string {
  const owned = `connections.user_id = asker."userId" AND connections.environment = ${environment}::environment`
  if (asker === 'person') return owned
  return `${owned} AND (asker."everyConnection" OR EXISTS (
    SELECT 1 FROM api_key_connections WHERE key_id = asker."keyId" AND connection_id = connections.id))`
}
