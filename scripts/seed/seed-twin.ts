import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import { openToken, sealTokens } from '#lib/keys/sealed-store'

/**
 * A connection with the tokens of another one, which the fake Qonto accepts for both.
 * @returns its id
 */
export async function seedTwin(row: Connection, changes: Partial<Connection>): Promise<string> {
  const [access, refresh] = [openToken(row, 'accessTokenSealed'), openToken(row, 'refreshTokenSealed')]
  if (access.kind !== 'open' || refresh.kind !== 'open') throw new Error('There are no tokens.')
  const twin = { ...row, ...changes, id: newId(), checks: [], disconnectSteps: [] }
  const sealed = sealTokens(twin, { accessToken: access.token, refreshToken: refresh.token })
  await db().connection.create({ data: { ...twin, ...sealed } })
  return twin.id
}
