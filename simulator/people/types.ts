export type Role = 'owner' | 'admin' | 'manager' | 'reporting' | 'employee' | 'accountant'

export interface Person {
  id: string
  firstName: string
  lastName: string
  email: string
  phone: string
  locale: string
}

export interface Organization {
  id: string
  slug: string
  name: string
  legalName: string
  legalNumber: string
  legalForm: string
  legalSector: string
  country: string
  address: string
  locale: string
  capital: string
  since: string
  accounts: Array<{ name: string; iban: string; balanceCents: number }>
}

/** One person in one organisation: what a Qonto token belongs to, and the `sub` of its ID token. */
export interface Membership {
  id: string
  person: string
  organization: string
  role: Role
  position: string
}
