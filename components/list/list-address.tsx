import type { ListWish } from '#lib/loaders/views'

type Change = Partial<ListWish>

/** The line that says how many were found. Whoever asked for something else is led there, by the browser itself. */
export const FOUND = 'found'
export const ALL_FOUND = `/connections#${FOUND}`

/** The address of the list with what is asked for. Every change begins at the first page. */
export function listAddress(wish: ListWish, change: Change = {}): string {
  return `${withWish('/connections', { ...wish, page: 1, ...change })}#${FOUND}`
}

/** The same as a file. */
export const exportAddress = (wish: ListWish) => withWish('/connections/export', { ...wish, page: 1 })

function withWish(path: string, { query, show, label, money, order, page }: ListWish): string {
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
