import 'server-only'
import { recordActivity } from '#lib/connection/activity'
import { missingScopes } from '#lib/connection/verdict'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'

/**
 * That these scopes are missing is fine: the verdict counts them no more. Only what the person has seen missing is named,
 * so one that gets lost meanwhile is not covered; twice is once.
 */
export async function acceptLimits(row: Connection, seen: unknown[]): Promise<void> {
  const scopes = missingScopes(row).filter((scope) => seen.includes(scope))
  await write(row, 'limits_accepted', scopes, {
    where: { NOT: { acceptedScopes: { hasEvery: scopes } } },
    data: { acceptedScopes: { push: scopes } },
  })
}

/** The twin of `acceptLimits`. */
export async function takeBackLimits(row: Connection): Promise<void> {
  await write(row, 'limits_taken_back', row.acceptedScopes, {
    where: { NOT: { acceptedScopes: { isEmpty: true } } },
    data: { acceptedScopes: [] },
  })
}

type Change = Pick<Parameters<ReturnType<typeof db>['connection']['updateMany']>[0], 'data'> & { where: object }

async function write(
  row: Connection,
  event: 'limits_accepted' | 'limits_taken_back',
  scopes: string[],
  { where, data }: Change,
): Promise<void> {
  if (scopes.length === 0) return
  await db().$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({ where: { ...where, id: row.id }, data })
    const record = { event, actor: 'you', outcome: 'done', userId: row.userId, connectionId: row.id } as const
    if (count === 1) await recordActivity(tx, { ...record, details: { scopes: scopes.join(' ') } })
  })
}
