import type { Answer } from '#simulator/answer'
import { apiAnswer } from '#simulator/api/api-errors'
import type { Member } from '#simulator/people/find-people'
import type { Organization } from '#simulator/people/types'

const UPDATED = '2026-06-30T09:12:44.000Z'

/** GET /v2/organization, field by field as in Qonto's reference. */
export async function showOrganization({ member: { organization } }: { member: Member }): Promise<Answer> {
  return apiAnswer(200, {
    organization: {
      id: organization.id,
      name: organization.name,
      slug: organization.slug,
      legal_name: organization.legalName,
      legal_number: organization.legalNumber,
      legal_sector: organization.legalSector,
      legal_registration_date: organization.since,
      legal_address: organization.address,
      address: organization.address,
      legal_form: organization.legalForm,
      legal_country: organization.country,
      legal_share_capital: organization.capital,
      locale: organization.locale,
      // A space instead of the T: that is how Qonto writes this one.
      contract_signed_at: `${organization.since} 10:04:21.000Z`,
      bank_accounts: accountsOf(organization),
    },
  })
}

/** GET /v2/bank_accounts, one page. */
export async function listBankAccounts({ member: { organization } }: { member: Member }): Promise<Answer> {
  const accounts = accountsOf(organization).map((account) => ({
    ...account,
    organization_id: organization.id,
    is_external_account: false,
    account_number: account.iban.slice(-11),
  }))
  const meta = {
    current_page: 1,
    next_page: null,
    prev_page: null,
    total_pages: 1,
    total_count: accounts.length,
    per_page: 100,
  }
  return apiAnswer(200, { bank_accounts: accounts, meta })
}

export function accountsOf({ id, slug, accounts }: Organization) {
  return accounts.map(({ name, iban, balanceCents }, index) => ({
    id: `${id.slice(0, -4)}5${index}${id.slice(-2)}`,
    slug: `${slug}-bank-account-${index + 1}`,
    iban,
    bic: 'SIMUFRP1XXX',
    currency: 'EUR',
    balance: balanceCents / 100,
    balance_cents: balanceCents,
    authorized_balance: balanceCents / 100,
    authorized_balance_cents: balanceCents,
    name,
    updated_at: UPDATED,
    status: 'active',
    main: index === 0,
  }))
}
