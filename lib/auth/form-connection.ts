import 'server-only'
import { requireSessionToAct } from '#lib/auth/require-session'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { isId } from '#lib/ids'

export type OwnConnection = Connection

/** The connection that a form names, if it belongs to whoever sent the form; null otherwise. */
export async function formConnection(form: FormData): Promise<OwnConnection | null> {
  const { userId } = await requireSessionToAct()
  const id = form.get('connection')
  const { environment } = settings()
  return isId(id) ? db().connection.findFirst({ where: { id, userId, environment } }) : null
}
