import type { Membership, Organization, Person, Role } from '#simulator/people/types'

interface Place {
  name: string
  country: string
  address: string
  role: Role
}

/** One person in many organisations: `npm run seed` brings her connection to each into another state. */
export const DEMO_PERSON: Person = {
  id: id('01', '51'),
  firstName: 'Amira',
  lastName: 'Haddad',
  email: 'amira@haddad-comptables.example',
  phone: '+33100000051',
  locale: 'fr',
}

const PLACES: Place[] = [
  place('Papeterie Bleue SARL', 'FR', '4 rue des Carmes, 35000 Rennes', 'owner'),
  place('Kaffeerösterei Nordlicht', 'DE', 'Hafenweg 3, 24103 Kiel', 'owner'),
  place('Werkhof Linde GmbH', 'DE', 'Lindenallee 17, 04109 Leipzig', 'admin'),
  place('Studio Ponente S.r.l.', 'IT', 'Via del Porto 9, 16124 Genova', 'owner'),
  place('Cooperativa del Faro', 'IT', 'Via del Faro 2, 34121 Trieste', 'manager'),
  place('Imprimerie du Canal SAS', 'FR', '28 quai du Canal, 31000 Toulouse', 'owner'),
  place('Fahrradkontor Elbe e.K.', 'DE', 'Elbstraße 40, 01067 Dresden', 'accountant'),
  place('Librería Mediodía S.L.', 'ES', 'Calle del Sol 5, 41001 Sevilla', 'admin'),
  place('Atelier Cendre et Sel', 'FR', '7 place des Halles, 44000 Nantes', 'owner'),
  place('Talleres Norte S.L.', 'ES', 'Calle Mayor 31, 48001 Bilbao', 'manager'),
  place('Vivaio Collina Verde', 'IT', 'Strada della Collina 12, 50125 Firenze', 'owner'),
]

export const DEMO_ORGANIZATIONS: Organization[] = PLACES.map(({ name, country, address }, index) => ({
  id: id('02', keyOf(index)),
  slug: `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${keyOf(index)}`,
  ...{ name, legalName: name, country, address, locale: country.toLowerCase() },
  ...{ legalNumber: `9000000${keyOf(index)}`, legalForm: 'SARL', legalSector: '74.10Z' },
  ...{ capital: '10000.0', since: '2020-02-03' },
  accounts: [
    {
      name: 'Main account',
      iban: `FR76999990000${keyOf(index)}0000000000124`,
      balanceCents: 1_000_000 + index * 37_213,
    },
  ],
}))

export const DEMO_MEMBERSHIPS: Membership[] = PLACES.map(({ role }, index) => ({
  id: id('03', keyOf(index)),
  person: DEMO_PERSON.id,
  organization: id('02', keyOf(index)),
  role,
  position: 'Accountant',
}))

function place(name: string, country: string, address: string, role: Role): Place {
  return { name, country, address, role }
}

function keyOf(index: number): string {
  return String(51 + index)
}

function id(kind: string, key: string): string {
  return `01900000-0000-7000-8000-00000000${kind}${key}`
}
