import 'server-only'
import { ApiError, fetchMembership, fetchOrganization } from '#lib/qonto/api'
import type { QontoEndpoints } from '#lib/qonto/endpoints'
import type { Membership, Organization } from '#lib/qonto/schemas'

/** What Qonto says about one thing: read, not ours to read, or not readable right now. */
export type Reading<Value> =
  | { kind: 'read'; value: Value }
  | { kind: 'not_granted' }
  | { kind: 'unreadable'; failure: string; traceId: string | null }

/** The organisation and the person behind a grant. */
export interface Owner {
  organization: Reading<Organization>
  membership: Reading<Membership>
}

interface Bearer {
  accessToken: string
  scopes: string[]
}

/** Reads both at once, as far as the granted scopes allow. Never throws for what Qonto answers. */
export async function readOwner(
  qonto: QontoEndpoints,
  { accessToken, scopes }: Bearer,
  signal?: AbortSignal,
): Promise<Owner> {
  const call = { accessToken, signal }
  const [organization, membership] = await Promise.all([
    read(scopes.includes('organization.read'), () => fetchOrganization(qonto, call)),
    read(scopes.includes('membership.read'), () => fetchMembership(qonto, call)),
  ])
  return { organization, membership }
}

async function read<Value>(granted: boolean, fetch: () => Promise<Value>): Promise<Reading<Value>> {
  if (!granted) return { kind: 'not_granted' }
  try {
    return { kind: 'read', value: await fetch() }
  } catch (error) {
    if (error instanceof ApiError) return { kind: 'unreadable', failure: error.failure, traceId: error.traceId }
    throw error
  }
}

/** The first answer that did not accept the token at all; null when there was none. */
export function refusalIn({ organization, membership }: Owner): { traceId: string | null } | null {
  const refused = [organization, membership].find(
    (reading) => reading.kind === 'unreadable' && reading.failure === 'unauthorized',
  )
  return refused?.kind === 'unreadable' ? { traceId: refused.traceId } : null
}
