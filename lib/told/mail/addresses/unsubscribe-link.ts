import 'server-only'
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { settings } from '#lib/env'
import { isId } from '#lib/ids'

/** The pages for people, and the address to which mail programs send their one click (RFC 8058). */
export function unsubscribeLinks(addressId: string): { page: string; oneClick: string } {
  const { origin } = settings()
  const code = `${addressId}.${sign(addressId)}`
  return { page: `${origin}/mail/unsubscribe/${code}`, oneClick: `${origin}/api/mail/unsubscribe/${code}` }
}

/** The id of the address that a link stops; null for one that is not ours. It is signed and not stored: it may be in many mails. */
export function readUnsubscribe(code: string): string | null {
  const [id = '', given = ''] = code.split('.')
  if (!isId(id)) return null
  const [a, b] = [Buffer.from(sign(id)), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b) ? id : null
}

function sign(id: string): string {
  const key = new Uint8Array(hkdfSync('sha256', settings().authSecret, '', 'mooring/unsubscribe/v1', 32))
  return createHmac('sha256', key).update(id).digest('base64url')
}
