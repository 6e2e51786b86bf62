export type ScopeGroup = 'sign-in' | 'read' | 'write' | 'money'

interface ScopeText {
  group: ScopeGroup
  text: string
}

/** The names of Qonto's catalogue; the consent texts are our own words, because Qonto's are mostly unknown. */
export const SCOPES: Readonly<Record<string, ScopeText>> = {
  openid: signIn('Confirm who you are'),
  offline_access: signIn('Stay connected until you disconnect it, also while you are away'),
  email: signIn('See your e-mail address'),
  phone: signIn('See your phone number'),
  profile: signIn('See your name'),
  'organization.read': read('See balances, IBANs, transactions and details of your organisation and team'),
  'membership.read': read('See your own details: name, contact details and role'),
  'team.read': read('See the teams of your organisation'),
  'subscription.read': read('See the price plan of your organisation'),
  'user_organization.read': read('See all organisations that you belong to'),
  'attachment.read': read('See receipts and other attached files'),
  'card.read': read('See the cards of your organisation'),
  'client.read': read('See your customers'),
  'client_invoices.read': read('See the invoices, quotes and credit notes you send'),
  'supplier_invoice.read': read('See the invoices you receive'),
  'product.read': read('See your product catalogue'),
  'einvoicing.read': read('See your e-invoicing settings'),
  'insurance_contract.read': read('See your insurance contracts'),
  'payment_link.read': read('See payment links and the payments made with them'),
  'sepa_direct_debit.read': read('See direct debit mandates and collections'),
  'terminal.read': read('See card terminals and their payments'),
  'membership.write': write('Invite new members'),
  'team.write': write('Create teams'),
  'attachment.write': write('Upload files and attach them to transactions'),
  'bank_account.write': write('Open, rename and close accounts'),
  'card.write': write('Create, lock and change cards'),
  'client.write': write('Add and change customers'),
  'client_invoice.write': write('Create, change and send invoices and quotes'),
  'supplier_invoice.write': write('Upload invoices you receive'),
  'product.write': write('Change your product catalogue'),
  'insurance_contract.write': write('Add and change insurance contracts'),
  'payment_link.write': write('Create payment links'),
  'terminal.write': write('Start payments on card terminals'),
  'request_cards.write': write('Ask for flash and virtual cards'),
  'request_transfers.write': write('Ask for transfers that somebody then approves'),
  webhook: write('Be told when something changes'),
  'embed_auth_link.write': write('Create links that sign a person in'),
  'payment.write': money('Pay trusted beneficiaries, and anybody after you confirm it on your phone'),
  'internal_transfer.write': money('Move money between your own accounts'),
  'international_transfer.write': money('Make international transfers'),
  'beneficiary.trust': money('Mark beneficiaries as trusted, so that later payments need no confirmation'),
  'sepa_direct_debit.write': money('Collect money by direct debit'),
  'request_review.write': money('Approve or decline payment requests'),
}

export const SCOPE_NAMES = Object.keys(SCOPES)

/** Enabled for the app until the control page narrows it: the catalogue, without the two names nobody has seen at Qonto. */
export const DEFAULT_APP_SCOPES = SCOPE_NAMES.filter((name) => name !== 'phone' && name !== 'profile')

function signIn(text: string): ScopeText {
  return { group: 'sign-in', text }
}

function read(text: string): ScopeText {
  return { group: 'read', text }
}

function write(text: string): ScopeText {
  return { group: 'write', text }
}

function money(text: string): ScopeText {
  return { group: 'money', text }
}
