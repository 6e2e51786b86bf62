import { canMoveMoney } from '#lib/qonto/scope-catalogue'

/** What a call of Qonto's API needs, as far as its documentation says. */
export interface Needed {
  /** Any of these opens it; empty when the path is not known. */
  scopes: readonly string[]
  movesMoney: boolean
}

interface Endpoint {
  /** Segments of the path without its version; `*` stands for any one. What lies deeper belongs to it as well. */
  path: string
  read?: string[]
  write?: string[]
}

/**
 * Which scope opens which path (qonto.md, section 4: Qonto's scope page, and "OAuth scope" at the top of each reference
 * page). The deeper path comes first.
 */
const ENDPOINTS: readonly Endpoint[] = [
  { path: 'organization', read: ['organization.read'] },
  { path: 'organizations', read: ['organization.read'] },
  { path: 'bank_accounts', read: ['organization.read'], write: ['bank_account.write'] },
  { path: 'transactions/*/attachments', read: ['organization.read', 'attachment.read'], write: ['attachment.write'] },
  { path: 'transactions', read: ['organization.read'] },
  { path: 'statements', read: ['organization.read'] },
  { path: 'labels', read: ['organization.read'] },
  { path: 'requests/multi_transfers', read: ['organization.read'], write: ['request_transfers.write'] },
  { path: 'requests/flash_cards', read: ['organization.read'], write: ['request_cards.write'] },
  { path: 'requests/virtual_cards', read: ['organization.read'], write: ['request_cards.write'] },
  { path: 'requests', read: ['organization.read'], write: ['request_review.write'] },
  { path: 'attachments', read: ['attachment.read', 'organization.read'], write: ['attachment.write'] },
  { path: 'membership', read: ['membership.read'] },
  { path: 'memberships', read: ['organization.read'], write: ['membership.write'] },
  { path: 'teams', read: ['team.read'], write: ['team.write'] },
  { path: 'user_organizations', read: ['user_organization.read'] },
  { path: 'subscriptions', read: ['subscription.read'] },
  { path: 'einvoicing', read: ['einvoicing.read'] },
  { path: 'insurance_contracts', read: ['insurance_contract.read'], write: ['insurance_contract.write'] },
  { path: 'sepa/beneficiaries/trust', write: ['beneficiary.trust'] },
  { path: 'sepa', read: ['organization.read'], write: ['payment.write'] },
  { path: 'beneficiaries', read: ['organization.read'], write: ['payment.write'] },
  { path: 'external_transfers', read: ['organization.read'], write: ['payment.write'] },
  { path: 'internal_transfers', read: ['organization.read'], write: ['internal_transfer.write'] },
  { path: 'international', read: ['organization.read'], write: ['international_transfer.write'] },
  { path: 'sepa_direct_debits', read: ['sepa_direct_debit.read'], write: ['sepa_direct_debit.write'] },
  { path: 'cards', read: ['card.read'], write: ['card.write'] },
  { path: 'clients', read: ['client.read'], write: ['client.write'] },
  { path: 'client_invoices', read: ['client_invoices.read'], write: ['client_invoice.write'] },
  { path: 'quotes', read: ['client_invoices.read'], write: ['client_invoice.write'] },
  { path: 'credit_notes', read: ['client_invoices.read'], write: ['client_invoice.write'] },
  { path: 'supplier_invoices', read: ['supplier_invoice.read'], write: ['supplier_invoice.write'] },
  { path: 'products', read: ['product.read'], write: ['product.write'] },
  { path: 'payment_links', read: ['payment_link.read'], write: ['payment_link.write'] },
  { path: 'terminals', read: ['terminal.read'], write: ['terminal.write'] },
  { path: 'webhook_subscriptions', read: ['webhook'], write: ['webhook'] },
]

/** Methods that change nothing (RFC 9110, section 9.2.1), of those that are sent on. */
export const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * What a call needs. A call that writes where no scope is known counts as one that may move money: the catalogue is older
 * than Qonto's next endpoint.
 * @param segments of the path, the version first
 */
export function neededBy(method: string, segments: readonly string[]): Needed {
  const isRead = READS.has(method)
  const endpoint = ENDPOINTS.find(({ path }) => isUnder(segments.slice(1), path.split('/')))
  const scopes = (isRead ? endpoint?.read : endpoint?.write) ?? []
  const movesMoney = !isRead && (scopes.length === 0 || scopes.some(canMoveMoney))
  return { scopes, movesMoney }
}

function isUnder(segments: readonly string[], path: readonly string[]): boolean {
  return path.every((part, at) => (part === '*' ? segments[at] !== undefined : part === segments[at]))
}
