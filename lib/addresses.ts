import 'server-only'
import { settings } from '#lib/env'

/** Where the API is. */
export function apiUrl(): string {
  return `${settings().origin}/api/v1`
}

/** The page of a connection, where a person can mend what is wrong with it. */
export function pageOf(id: string): string {
  return `${settings().origin}/connections/${id}`
}
