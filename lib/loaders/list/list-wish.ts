import { LIST_ORDERS, LIST_SHOWN, type ListWish } from '#lib/loaders/views'
import { visibleLine } from '#lib/text/foreign-text'

type Parameters = Record<string, string | string[] | undefined>

const LONGEST = 200
const MOST_PAGES = 100_000

/** What the address of the list asks for. What is not understood is as if it were not there. */
export function readWish(parameters: Parameters): ListWish {
  const one = (name: string) => {
    const value = parameters[name]
    return typeof value === 'string' ? value : ''
  }
  const page = Number(one('page'))
  return {
    query: visibleLine(one('q').slice(0, LONGEST)) ?? '',
    show: LIST_SHOWN.find((shown) => shown === one('show')) ?? null,
    label: visibleLine(one('label').slice(0, LONGEST)),
    money: one('money') === 'yes',
    order: LIST_ORDERS.find((order) => order === one('by')) ?? 'name',
    page: Number.isInteger(page) && page >= 1 && page <= MOST_PAGES ? page : 1,
  }
}
