import 'server-only'
import { choose } from '#i18n/asker'
import { readPreferences } from '#i18n/preferences'
import { requireSessionToAct } from '#lib/auth/session/require-session'
import { db } from '#lib/db'

/** Keeps what the person chose, and answers this request by it. What is on none of the lists leaves it to the browser. */
export async function choosePreferences(given: { get(name: string): unknown }): Promise<void> {
  const { userId } = await requireSessionToAct()
  const chosen = readPreferences({
    ...{ language: given.get('language'), theme: given.get('theme'), timeZone: given.get('timeZone') },
  })
  await db().user.update({ where: { id: userId }, data: chosen })
  choose(chosen)
}
