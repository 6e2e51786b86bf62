import 'server-only'
import { reading } from '#lib/db'
import { shownRaw } from '#lib/text/foreign-text'
import { addressOfUnsubscribe } from '#lib/told/mail/addresses/change-address'
import { addressOfLink } from '#lib/told/mail/addresses/confirm-address'

/** The address that a link would confirm, for whoever has it; null when the link is over. */
export async function loadConfirmation(secret: string): Promise<string | null> {
  const address = await reading(addressOfLink(secret))
  return address === null ? null : shownRaw(address)
}

/** The address that a link would stop, and whether it is stopped; null when there is none. */
export async function loadUnsubscribe(code: string): Promise<{ address: string; isOver: boolean } | null> {
  const found = await reading(addressOfUnsubscribe(decoded(code)))
  return found && { ...found, address: shownRaw(found.address) }
}

/** Next hands the parts of an address over as they stand there. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
