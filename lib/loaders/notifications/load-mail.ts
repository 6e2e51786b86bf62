import 'server-only'
import { requireSession } from '#lib/auth/session/require-session'
import { readIdentity } from '#lib/connection/identity/identity'
import { visibleTo } from '#lib/connection/principal'
import { db, reading } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection, MailAddress } from '#lib/generated/prisma/client'
import type { MailAddressView, MailView } from '#lib/loaders/views'
import { shownRaw } from '#lib/text/foreign-text'
import { readAddress } from '#lib/told/mail/addresses/add-address'
import { MAIL_KINDS } from '#lib/told/mail/kind-catalogue'
import { isMailSetUp } from '#lib/told/mail/send-mail'

/** The mail addresses of the person who asks, in the order in which they were added. */
export async function loadMail(): Promise<MailView> {
  const session = await requireSession()
  const { environment, smtp, oauthUrl } = settings()
  const [rows, connections] = await reading(
    Promise.all([
      db().mailAddress.findMany({ where: { userId: session.userId }, orderBy: { id: 'asc' } }),
      db().connection.findMany({
        where: { ...visibleTo(session), status: { not: 'disconnected' } },
        ...{ orderBy: { grantedAt: 'desc' }, take: 5 },
      }),
    ]),
  )
  const known = new Set(rows.map(({ address }) => address))
  return {
    isSetUp: isMailSetUp(),
    simulatedAt: environment === 'simulator' && smtp === null ? `${oauthUrl}/mails` : null,
    offered: connections.map(emailOf).find((address) => address !== null && !known.has(address)) ?? null,
    addresses: rows.map(viewOf),
  }
}

/** What the stored ID token says. It saves typing and proves nothing: only the link does. */
function emailOf(row: Connection): string | null {
  const identity = readIdentity(row)
  const email = identity === null || typeof identity === 'string' ? null : identity.claims.email
  return typeof email === 'string' ? readAddress(email) : null
}

function viewOf({ id, address, kinds, lastDeliveredAt, ...row }: MailAddress): MailAddressView {
  const { failure: code, failureText: text, failedAt: at } = row
  return {
    ...{ id, address, lastDeliveredAt },
    ...{ isConfirmed: row.confirmedAt !== null, isUnsubscribed: row.unsubscribedAt !== null },
    kinds: MAIL_KINDS.filter((kind) => kinds.includes(kind)),
    failure: code === null || at === null ? null : { code, text: text === null ? null : shownRaw(text), at },
  }
}
