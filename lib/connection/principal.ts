import 'server-only'
import { settings } from '#lib/env'

/** A person who is signed in, or who began a transaction while signed in. */
export interface Person {
  kind: 'person'
  userId: string
}

/** Who asks. Every question for a connection is asked with one. */
export type Principal = Person

/** @returns the principal of a user whose session was checked when the request, or the transaction, began */
export function personOf(userId: string): Person {
  return { kind: 'person', userId }
}

/**
 * The condition of every query for connections: those that a principal may see. The one place of object-level
 * authorization; `guards.test.ts` keeps queries from doing without it.
 */
export function visibleTo({ userId }: Principal) {
  return { userId, environment: settings().environment }
}

/**
 * The same condition in SQL, for a statement that asks for the session and its connections at once.
 * @param environment the placeholder of the environment of the settings
 */
export function visibleToAsker(environment: string): string {
  return `connections.user_id = asker."userId" AND connections.environment = ${environment}::environment`
}

/** The condition of a query for one connection. The id of another user's connection is as unknown as one that never was. */
export function visibleConnection(principal: Principal, id: string) {
  return { ...visibleTo(principal), id }
}
