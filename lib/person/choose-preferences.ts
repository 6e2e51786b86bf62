import 'server-only'
import { choose } from '#i18n/asker'
import { readPreferences } from '#i18n/preferences'
import { db } from '#lib/db'

/** Keeps what a person chose, and answers this request by it. What is on none of the lists leaves it to the browser. */
export async function choosePreferences(userId: string, given: { get(name: string): unknown }): Promise<void> {
  const chosen = readPreferences({
    ...{ language: given.get('language'), theme: given.get('theme'), timeZone: given.get('timeZone') },
  })
  await db().user.update({ where: { id: userId }, data: chosen })
  choose(chosen)
}
