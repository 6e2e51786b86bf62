import 'server-only'
import { givenForm } from '#lib/auth/given-form'
import { throttleAction } from '#lib/auth/limits/limit'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import { visibleConnection } from '#lib/connection/principal'
import { db, reading } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { isId } from '#lib/ids'
import { log } from '#lib/log'
import { fail, ok, type Result } from '#lib/result'

export type OwnConnection = Connection

/** The connection that a form names, if it belongs to the sender, who has not sent too many. */
export async function formConnection(form: FormData): Promise<Result<OwnConnection, 'gone' | 'too_many'>> {
  const session = await requireSessionToAct()
  if (!(await throttleAction()).ok) return fail('too_many')
  const id = givenForm(form).get('connection')
  const find = (named: string) => db().connection.findFirst({ where: visibleConnection(session, named) })
  const row = isId(id) ? await reading(find(id)) : null
  if (row) return ok(row)
  log.warn('connection_not_own', { userId: session.userId, connectionId: isId(id) ? id : null })
  return fail('gone')
}
