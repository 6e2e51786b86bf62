import 'server-only'
import { entryFor, INVITED } from '#lib/allow-list'
import { settings } from '#lib/env'
import type { Grant } from '#lib/oauth/types'
import type { Owner } from '#lib/qonto/read-owner'
import { fail, ok, type Result } from '#lib/result'

export type NotAdmitted = 'not_allowed' | 'provider_unavailable'

/**
 * Whether a grant may be stored here at all, whatever it was asked for: the entry of `MOORING_ALLOW` that lets it in, null
 * where everybody is, `invited` where only that is left to be asked. An organisation that cannot be read right now lets in nobody, and is no final answer either.
 */
export function admit({ claims }: Grant, { organization }: Owner): Result<string | null, NotAdmitted> {
  const { allow } = settings()
  if (allow.length === 0) return ok(null)
  const { id, slug } = organization.kind === 'read' ? organization.value : { id: null, slug: null }
  const entry = entryFor(allow, { organizations: [id, slug].filter((one) => one !== null), claims })
  if (entry !== null) return ok(entry)
  // Whether this person is invited is found out together with who it is, in the transaction that stores it.
  return allow.includes(INVITED) ? ok(INVITED) : fail(refusalOf(organization))
}

/** Why nobody is let in by what is known: for good, or because the organisation could not be read. */
export function refusalOf(organization: Owner['organization']): NotAdmitted {
  const mayPass =
    organization.kind === 'unreadable' && settings().allow.some((entry) => entry.startsWith('organization:'))
  return mayPass ? 'provider_unavailable' : 'not_allowed'
}
