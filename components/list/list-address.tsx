import type { ListWish } from '#lib/loaders/views'

type Change = Partial<ListWish>

/** The address of the list with what is asked for. Every change begins at the first page. */
export function listAddress(wish: ListWish, change: Change = {}, path = '/connections'): string {
  const { query, show, label, money, order, page } = { ...wish, page: 1, ...change }
  const parameters = new URLSearchParams({
    ...(query && { q: query }),
    ...(show && { show }),
    ...(label && { label }),
    ...(money && { money: 'yes' }),
    ...(order !== 'name' && { by: order }),
    ...(page > 1 && { page: String(page) }),
  }).toString()
  return parameters ? `${path}?${parameters}` : path
}

/** True when less than everything is asked for. */
export function isLimited({ query, show, label, money }: ListWish): boolean {
  return query !== '' || show !== null || label !== null || money
}
