import type { z } from 'zod'
import type { consentRevocationEvent, membershipAnswer, organizationAnswer } from '#lib/qonto/schemas'

export interface Organization {
  id: string
  name: string | null
}

export interface Membership {
  id: string
  name: string | null
  role: string | null
}

/** Our words for an organisation; null when the answer names none. The slug stands in for an id that an older answer may lack. */
export function reshapeOrganization({ organization }: z.infer<typeof organizationAnswer>): Organization | null {
  const id = organization.id ?? organization.slug
  return id ? { id, name: organization.legal_name || organization.name || null } : null
}

/** Our words for a membership. */
export function reshapeMembership({ membership }: z.infer<typeof membershipAnswer>): Membership {
  const name = [membership.first_name, membership.last_name].filter(Boolean).join(' ')
  return { id: membership.id, name: name || null, role: membership.role ?? null }
}

/** Somebody removed an app under connected apps. */
export interface ConsentRevocation {
  organizationId: string
  membershipId: string
  clientId: string
  revokedAt: Date
}

/** Our words for the webhook `v1/consent-revocations`. */
export function reshapeConsentRevocation(event: z.infer<typeof consentRevocationEvent>): ConsentRevocation {
  const { organization_id: organizationId, membership_id: membershipId, data } = event
  return { organizationId, membershipId, clientId: data.client_id, revokedAt: new Date(data.revoked_at) }
}
