import 'server-only'
import { FACTS } from '#lib/connection/listed-row'
import type { Connection } from '#lib/generated/prisma/client'

/** The columns that pages need, by their names in the code. The ID token, which is long, is asked for where it is shown. */
const SHOWN = {
  ...FACTS,
  environment: 'environment',
  createdAt: 'created_at',
  membershipId: 'membership_id',
  memberName: 'member_name',
  memberRole: 'member_role',
  generation: 'generation',
  disconnectSteps: 'disconnect_steps',
  dueAt: 'due_at',
  labels: 'labels',
  note: 'note',
} as const satisfies Partial<Record<keyof Connection, string>>

/** A connection as pages read it. */
export type ShownRow = Pick<Connection, keyof typeof SHOWN>

/** An expression for one row of `connections` as JSON that `readShown` understands. */
export const SHOWN_JSON = `json_build_object(${Object.entries(SHOWN)
  .map(([name, column]) => `'${name}', connections.${column}`)
  .join(', ')})`

/** A row of `SHOWN_JSON`, with its times as times. */
export function readShown<Row extends ShownRow = ShownRow>(json: unknown): Row {
  const row = withTimes(json) as Row
  return { ...row, generation: BigInt(row.generation) }
}

/** An object from PostgreSQL's JSON: what ends in `At` is a time, written in ISO 8601. */
export function withTimes(json: unknown): unknown {
  return Object.fromEntries(
    Object.entries(json as object).map(([name, value]) => [
      name,
      name.endsWith('At') && typeof value === 'string' ? new Date(value) : value,
    ]),
  )
}
