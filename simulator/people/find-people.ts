import { MEMBERSHIPS, ORGANIZATIONS, PEOPLE } from '#simulator/people/people'
import type { Membership, Organization, Person } from '#simulator/people/types'

/** A membership with the person and the organisation that it joins. */
export interface Member {
  membership: Membership
  person: Person
  organization: Organization
}

export function fullName({ firstName, lastName }: Person): string {
  return `${firstName} ${lastName}`
}

export function memberById(membershipId: string): Member | null {
  return allMembers().find(({ membership }) => membership.id === membershipId) ?? null
}

export function membersOf(personId: string): Member[] {
  return allMembers().filter(({ person }) => person.id === personId)
}

/** A person by id, e-mail, full name or first name. */
export function findPerson(text: string): Person | null {
  return PEOPLE.find((person) => [person.id, person.email, fullName(person), person.firstName].includes(text)) ?? null
}

/** An organisation by id, slug or either name. */
export function findOrganization(text: string): Organization | null {
  return ORGANIZATIONS.find(({ id, slug, name, legalName }) => [id, slug, name, legalName].includes(text)) ?? null
}

function allMembers(): Member[] {
  return MEMBERSHIPS.flatMap((membership) => {
    const person = PEOPLE.find(({ id }) => id === membership.person)
    const organization = ORGANIZATIONS.find(({ id }) => id === membership.organization)
    return person && organization ? [{ membership, person, organization }] : []
  })
}
