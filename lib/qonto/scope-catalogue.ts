export type ScopeArea =
  | 'sign_in'
  | 'organization'
  | 'people'
  | 'documents'
  | 'money'
  | 'cards'
  | 'sales'
  | 'purchases'
  | 'integration'

export type ScopeEffect = 'read' | 'write' | 'moves_money' | 'technical'

export interface CatalogueScope {
  area: ScopeArea
  effect: ScopeEffect
  /** Qonto wants to approve an app before it may ask for this in production, or restricts it to partners. */
  sensitive: boolean
}

const scope = (area: ScopeArea, effect: ScopeEffect, sensitive = false): CatalogueScope => ({ area, effect, sensitive })

/** The 40 scopes of Qonto's scope page. The order is the order in which people see them. */
export const SCOPE_CATALOGUE: ReadonlyMap<string, CatalogueScope> = new Map([
  ['openid', scope('sign_in', 'technical')],
  ['offline_access', scope('sign_in', 'technical')],

  ['organization.read', scope('organization', 'read', true)],
  ['user_organization.read', scope('organization', 'read', true)],
  ['subscription.read', scope('organization', 'read')],
  ['einvoicing.read', scope('organization', 'read')],
  ['insurance_contract.read', scope('organization', 'read')],
  ['insurance_contract.write', scope('organization', 'write')],

  ['membership.read', scope('people', 'read')],
  ['membership.write', scope('people', 'write')],
  ['team.read', scope('people', 'read')],
  ['team.write', scope('people', 'write')],

  ['attachment.read', scope('documents', 'read')],
  ['attachment.write', scope('documents', 'write')],

  ['bank_account.write', scope('money', 'write')],
  ['sepa_direct_debit.read', scope('money', 'read')],
  ['sepa_direct_debit.write', scope('money', 'moves_money')],
  ['request_transfers.write', scope('money', 'write')],
  ['request_review.write', scope('money', 'moves_money')],
  ['internal_transfer.write', scope('money', 'moves_money')],
  ['international_transfer.write', scope('money', 'moves_money')],
  ['payment.write', scope('money', 'moves_money', true)],
  ['beneficiary.trust', scope('money', 'moves_money', true)],

  ['card.read', scope('cards', 'read')],
  ['card.write', scope('cards', 'write')],
  ['request_cards.write', scope('cards', 'write')],

  ['client.read', scope('sales', 'read')],
  ['client.write', scope('sales', 'write')],
  // Qonto spells the reading scope in the plural and the writing one in the singular; the other spellings are refused.
  ['client_invoices.read', scope('sales', 'read')],
  ['client_invoice.write', scope('sales', 'write')],
  ['product.read', scope('sales', 'read')],
  ['product.write', scope('sales', 'write')],
  ['payment_link.read', scope('sales', 'read')],
  ['payment_link.write', scope('sales', 'write')],
  ['terminal.read', scope('sales', 'read')],
  ['terminal.write', scope('sales', 'write')],

  ['supplier_invoice.read', scope('purchases', 'read')],
  ['supplier_invoice.write', scope('purchases', 'write')],

  ['webhook', scope('integration', 'technical')],
  ['embed_auth_link.write', scope('integration', 'write', true)],
])

/** Whether a scope can move money. What is not in the catalogue counts: nobody here can say what it does. */
export function canMoveMoney(scope: string): boolean {
  const effect = SCOPE_CATALOGUE.get(scope)?.effect
  return effect === undefined || effect === 'moves_money'
}
