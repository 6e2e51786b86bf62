import 'server-only'
import { type CheckRefusal, check } from '#lib/access/check'
import { takeTurn } from '#lib/access/take-turn'
import type { Asker } from '#lib/connection/activity'
import type { Connection } from '#lib/generated/prisma/client'
import { keyState } from '#lib/keys/key-check'
import { fail, type Result } from '#lib/result'

/** *Check now* and *Try now*: proves the connection at once; `too_soon` when it was asked for a moment ago. */
export async function checkOnRequest(
  row: Connection,
  asker: Asker = 'person',
): Promise<Result<undefined, CheckRefusal | 'too_soon'>> {
  if ((await keyState()) !== 'ready') return fail('locked')
  return (await takeTurn(row)) ? check(row, asker) : fail('too_soon')
}
