import 'server-only'
import type { Connection } from '#lib/generated/prisma/client'
import type { Owner } from '#lib/qonto/read-owner'

type Known = Pick<Connection, 'organizationId' | 'membershipId'>

/** `other_organization`: merged at Qonto, or an answer for another organisation. The two look the same from here. */
export type OwnerDifference = 'other_organization' | 'other_member'

/** What Qonto names differently than a connection has it; null when nothing does. What was not read says nothing. */
export function differenceOf(known: Known, { organization, membership }: Owner): OwnerDifference | null {
  const isOther = (id: string | null, reading: Owner['organization'] | Owner['membership']) =>
    reading.kind === 'read' && id !== null && id !== reading.value.id
  if (isOther(known.organizationId, organization)) return 'other_organization'
  return isOther(known.membershipId, membership) ? 'other_member' : null
}

/** True when everything that a connection knows of its owner was read. Only that is evidence that it is the same one. */
export function isWholeOwner(known: Known, { organization, membership }: Owner): boolean {
  return (
    (known.organizationId === null || organization.kind === 'read') &&
    (known.membershipId === null || membership.kind === 'read')
  )
}
