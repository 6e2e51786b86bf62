import { DEMO_MEMBERSHIPS, DEMO_ORGANIZATIONS, DEMO_PERSON } from '#simulator/people/demo-people'
import type { Membership, Organization, Person, Role } from '#simulator/people/types'

// Everybody and everything here is invented; `.example` can never be registered (RFC 2606, section 3).
export const PEOPLE: Person[] = [
  person('01', 'Camille', 'Rousseau', 'camille@atelier-lumen.example', '+33100000001', 'fr'),
  person('02', 'Jonas', 'Feldmann', 'jonas.feldmann@buchwerk.example', '+49300000002', 'de'),
  person('03', 'Inès', 'Moreau', 'ines@atelier-lumen.example', '+33100000003', 'fr'),
  person(
    '04',
    'Maximilien-Barthélémy',
    'de Villeneuve-Sainte-Colombe',
    'max@cafe-etoiles.example',
    '+33100000004',
    'fr',
  ),
  person('05', 'Giulia', 'Marchetti', 'giulia@officina-aurora.example', '+39060000005', 'it'),
  DEMO_PERSON,
]

export const ORGANIZATIONS: Organization[] = [
  {
    ...identity('01', 'Atelier Lumen', 'atelier-lumen-4821', 'FR', 'fr'),
    ...legal('Atelier Lumen SAS', '900000001', 'SAS', '74.10Z', '10000.0', '2019-03-14'),
    address: '12 rue des Verriers, 75011 Paris',
    accounts: [
      account('Main account', 'FR7699999000010000000000124', 4_821_935),
      account('Taxes', 'FR7699999000010000000000221', 1_204_050),
    ],
  },
  {
    ...identity('02', 'Buchwerk Treuhand', 'buchwerk-treuhand-0937', 'DE', 'de'),
    ...legal('Buchwerk Treuhand GmbH', 'HRB 990002', 'GmbH', '69.20', '25000.0', '2015-09-01'),
    address: 'Lindenhof 8, 10405 Berlin',
    accounts: [account('Geschäftskonto', 'DE02999900000000000200', 12_760_402)],
  },
  {
    ...identity('03', 'Café des Étoiles', 'cafe-des-etoiles-7350', 'FR', 'fr'),
    ...legal(
      "Société coopérative d'intérêt collectif des Amis du Café littéraire « Les Étoiles d'Été » de Saint-Rémy-lès-Chevreuse et Environs",
      '900000003',
      'SCIC',
      '56.30Z',
      '3500.0',
      '2021-06-21',
    ),
    address: "3 place de l'Église, 78470 Saint-Rémy-lès-Chevreuse",
    accounts: [account('Compte principal', 'FR7699999000030000000000348', 318_277)],
  },
  {
    ...identity('04', 'Officina Aurora', 'officina-aurora-1188', 'IT', 'it'),
    ...legal('Officina Aurora S.r.l.', 'IT99900000004', 'S.r.l.', '28.99', '20000.0', '2017-11-30'),
    address: 'Via dei Fabbri 21, 20123 Milano',
    accounts: [
      account('Conto principale', 'IT60X9999901600000000000004', 2_905_510),
      account('Progetti', 'IT60X9999901600000000000104', 640_000),
    ],
  },
  ...DEMO_ORGANIZATIONS,
]

export const MEMBERSHIPS: Membership[] = [
  member('01', '01', '01', 'owner', 'Founder'),
  member('02', '02', '02', 'owner', 'Managing director'),
  member('03', '02', '01', 'accountant', 'External accountant'),
  member('04', '02', '04', 'admin', 'Finance'),
  member('05', '03', '01', 'employee', 'Designer'),
  member('06', '04', '03', 'owner', 'President of the cooperative'),
  member('07', '05', '04', 'owner', 'Managing director'),
  ...DEMO_MEMBERSHIPS,
]

function person(
  key: string,
  firstName: string,
  lastName: string,
  email: string,
  phone: string,
  locale: string,
): Person {
  return { id: `01900000-0000-7000-8000-0000000001${key}`, firstName, lastName, email, phone, locale }
}

function identity(key: string, name: string, slug: string, country: string, locale: string) {
  return { id: `01900000-0000-7000-8000-0000000002${key}`, name, slug, country, locale }
}

function legal(
  legalName: string,
  legalNumber: string,
  legalForm: string,
  legalSector: string,
  capital: string,
  since: string,
) {
  return { legalName, legalNumber, legalForm, legalSector, capital, since }
}

function account(name: string, iban: string, balanceCents: number) {
  return { name, iban, balanceCents }
}

function member(key: string, personKey: string, organizationKey: string, role: Role, position: string): Membership {
  return {
    id: `01900000-0000-7000-8000-0000000003${key}`,
    person: `01900000-0000-7000-8000-0000000001${personKey}`,
    organization: `01900000-0000-7000-8000-0000000002${organizationKey}`,
    role,
    position,
  }
}
