import type { Answer } from '#simulator/answer'
import type { Caller } from '#simulator/api/api'
import { apiAnswer, apiError } from '#simulator/api/api-errors'
import { accountsOf } from '#simulator/api/organization-answer'
import type { Call } from '#simulator/request'
import type { World } from '#simulator/types'

const HOW_MANY = 57
const LABELS = ['Papeterie du Port', 'Café Central', 'Assurance Mutuelle', 'Électricité du Sud', 'Client Dupont & Fils']
const FIRST_DAY = Date.UTC(2026, 5, 30, 9)
const DAY_MS = 86_400_000

/** GET /v2/transactions: the latest first, one account, in pages of at most 100. Without an account, of the main one. */
export async function listTransactions({ member }: Caller, _world: World, { url }: Call): Promise<Answer> {
  const accounts = accountsOf(member.organization)
  const [id, iban] = [url.searchParams.get('bank_account_id'), url.searchParams.get('iban')]
  const account = accounts.find((one) => (id ?? iban) === null || one.id === id || one.iban === iban)
  if (!account) return apiError(404, 'not_found', 'There is no such bank account.')
  const [page, perPage] = [numberIn(url, 'page', 1, HOW_MANY), numberIn(url, 'per_page', 100, 100)]
  const pages = Math.ceil(HOW_MANY / perPage)
  const all = Array.from({ length: HOW_MANY }, (_, at) => transactionAt(account, at))
  return apiAnswer(200, {
    transactions: all.slice((page - 1) * perPage, page * perPage),
    meta: {
      current_page: page,
      next_page: page < pages ? page + 1 : null,
      prev_page: page > 1 ? page - 1 : null,
      ...{ total_pages: pages, total_count: HOW_MANY, per_page: perPage },
    },
  })
}

/** The same ones every time: a program that is tried out twice finds what it has found before. */
function transactionAt({ id, slug }: ReturnType<typeof accountsOf>[number], at: number) {
  const cents = 900 + ((at * 7_919) % 48_000)
  const emitted = new Date(FIRST_DAY - at * DAY_MS).toISOString()
  const side = at % 5 === 4 ? 'credit' : 'debit'
  return {
    id: `${id.slice(0, -6)}7${String(at).padStart(3, '0')}${id.slice(-2)}`,
    transaction_id: `${slug}-${HOW_MANY - at}`,
    ...{ amount: cents / 100, amount_cents: cents, local_amount: cents / 100, local_amount_cents: cents },
    ...{ side, operation_type: side === 'credit' ? 'income' : 'card', currency: 'EUR', local_currency: 'EUR' },
    ...{ label: LABELS[at % LABELS.length], reference: null, note: null, status: 'completed', category: 'other' },
    ...{ emitted_at: emitted, settled_at: emitted, updated_at: emitted },
    ...{ attachment_ids: [], attachment_required: side === 'debit', attachment_lost: false, label_ids: [] },
  }
}

function numberIn(url: URL, name: string, otherwise: number, most: number): number {
  const given = Number(url.searchParams.get(name) ?? otherwise)
  return Number.isInteger(given) && given >= 1 ? Math.min(given, most) : otherwise
}
