import 'server-only'
import { databaseNow } from '#lib/database/now'
import { db } from '#lib/db'
import { ERASED_FORMER_SECRET } from '#lib/keys/sealed-store'

/** Erases the former secrets with which nothing is signed any more. */
export async function forgetFormerSecrets(): Promise<void> {
  await db().webhookEndpoint.updateMany({
    where: { formerUntil: { lte: await databaseNow() } },
    data: ERASED_FORMER_SECRET,
  })
}
