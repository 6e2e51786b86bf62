import { isId } from '#lib/ids'
import { ACTIVITY_KINDS, type ActivityQuery } from '#lib/loaders/views'

type Given = Partial<Record<string, string | string[]>>

/** What an address asks for. It can be kept and shared, so an unknown kind or cursor counts as none. */
export function readActivityQuery({ kind, before, fold }: Given): ActivityQuery {
  return {
    kind: ACTIVITY_KINDS.find((known) => known === kind) ?? null,
    before: isId(before) ? before : null,
    isFolded: fold !== 'no',
  }
}
