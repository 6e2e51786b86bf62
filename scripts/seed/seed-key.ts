import { PERMISSIONS } from '#lib/api-keys/key-catalogue'
import { makeKey } from '#lib/api-keys/make-key'
import { personOf } from '#lib/connection/principal'
import { db } from '#lib/db'

const NAME = 'Demo'

/** An API key of the demo person that may do everything, in the place of the one of an earlier seed. Answers its secret. */
export async function seedKey(userId: string): Promise<string> {
  await db().apiKey.deleteMany({ where: { userId, name: NAME } })
  const wish = {
    ...{ name: NAME, permissions: [...PERMISSIONS], mayMoveMoney: false },
    ...{ connections: null, lifetime: '30', addresses: '' },
  }
  const made = await makeKey(personOf(userId), wish)
  if (!made.ok) throw new Error(`The demo key was refused: ${made.reason}`)
  return made.value.secret
}
