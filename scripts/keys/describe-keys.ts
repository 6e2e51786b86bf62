import type { KeyCount } from '#lib/keys/count-by-key'
import type { Resealed } from '#lib/keys/reseal'

type Kind = KeyCount['column']

const KINDS: Readonly<Record<Kind, string>> = {
  access_token_sealed: 'access tokens',
  refresh_token_sealed: 'refresh tokens',
  id_token_sealed: 'ID tokens',
  token_sealed: 'tokens to be revoked',
  secret_sealed: 'webhook secrets',
}
const NO_KEY = '(no key)'

/** How many values of each kind name each key, as a table with one column per key. */
export function describeCounts(counts: KeyCount[], keyIds: string[]): string {
  const named = counts.map(({ keyId }) => keyId ?? NO_KEY)
  const keys = [...new Set([...keyIds, ...named])]
  const numberOf = (column: string, key: string) =>
    counts.find((count) => count.column === column && (count.keyId ?? NO_KEY) === key)?.count ?? 0
  const rows = Object.entries(KINDS).map(([column, words]) => [
    words,
    ...keys.map((key) => String(numberOf(column, key))),
  ])
  return table([['sealed with', ...keys], ...rows])
}

/** "access tokens: 3, webhook secrets: 1". */
export function describeKinds(counts: Array<Pick<KeyCount, 'column' | 'count'>>): string {
  return counts.map(({ column, count }) => `${KINDS[column]}: ${count}`).join(', ')
}

/** What cannot be opened: one line per kind and key. Never a value. */
export function describeLocked(locked: Resealed['locked'], ring: string[]): string {
  const groups = Map.groupBy(locked, ({ column, keyId }) => `${column} ${keyId}`)
  const lines = [...groups.values()].flatMap((group) => {
    const [one] = group
    return one ? `  ${KINDS[one.column]}: ${group.length} (${whyLocked(one.keyId, ring)})` : []
  })
  return lines.join('\n')
}

function whyLocked(keyId: string | null, ring: string[]): string {
  if (keyId === null) return 'not sealed by this dashboard'
  return ring.includes(keyId)
    ? `${keyId} is there, and does not open them`
    : `the key ${keyId} is not in TOKEN_ENCRYPTION_KEYS`
}

/** Words to the left, numbers to the right. */
function table(rows: string[][]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
  const pad = (text: string, at: number) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))
  return rows.map((row) => `  ${row.map(pad).join('   ')}`).join('\n')
}
