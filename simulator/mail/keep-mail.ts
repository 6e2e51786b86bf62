import { z } from 'zod'
import type { World } from '#simulator/types'

const MOST = 200

export const mailSchema = z.strictObject({
  id: z.string().max(100),
  ...{ from: z.string(), to: z.string(), subject: z.string(), text: z.string(), html: z.string() },
  headers: z.record(z.string(), z.string()),
})

/** Keeps a mail that the app would have sent. The same id again is the same mail. */
export function keepMail(world: World, mail: z.output<typeof mailSchema>): void {
  const others = world.mails.filter(({ id }) => id !== mail.id)
  world.mails = [{ ...mail, at: new Date().toISOString() }, ...others].slice(0, MOST)
}
