import 'server-only'
import { createHmac, hkdfSync } from 'node:crypto'
import type { Consent } from '#lib/consent/consent'
import type { DatabaseTransaction } from '#lib/db'
import { settings } from '#lib/env'
import type { Account } from '#lib/generated/prisma/client'
import { newId } from '#lib/ids'
import type { Grant } from '#lib/oauth/types'
import { fail, ok, type Result } from '#lib/result'

/** Whose a grant becomes, and whether the identity that gave it signs in as them. */
export interface Signer {
  userId: string
  isNew: boolean
  links: boolean
}

/**
 * Granting is not signing in (design, section 1). A plain sign-in becomes the user of the identity. Every other intent stays with
 * the person who began it, and links the identity that came back only if it is theirs already, or if they pressed *Connect
 * another organisation* and its verified e-mail is that of the identity which their session signed in with. Otherwise a
 * colleague's session left open at Qonto would let the colleague sign in here as this person.
 */
export async function findSigner(
  tx: DatabaseTransaction,
  { transaction, grant }: Consent,
): Promise<Result<Signer, 'flow_expired' | 'account_conflict'>> {
  const { iss: issuer, sub: subject } = grant.claims
  const account = await tx.account.findUnique({ where: { issuer_subject: { issuer, subject } } })
  if (transaction.intent === 'sign_in') return signIn(tx, account, grant)
  if (transaction.userId === null) return fail('flow_expired')
  const userId = transaction.userId
  if (account?.userId === userId) return ok({ userId, isNew: false, links: true })
  // The identity of another user may renew what it granted; it gets no new connection before the two are joined.
  if (account !== null && transaction.intent === 'connect') return fail('account_conflict')
  const links =
    account === null && transaction.intent === 'connect' && (await isOfSession(tx, transaction.sessionId, grant))
  return ok({ userId, isNew: false, links })
}

/** Links the identity of a grant to a user, or notes that it signed in once more. Answers the id of the account. */
export async function linkIdentity(
  tx: DatabaseTransaction,
  userId: string,
  { transaction, grant }: Consent,
): Promise<string> {
  const { iss: issuer, sub: subject } = grant.claims
  const emailHash = hashOfEmail(grant)
  const via = transaction.intent === 'sign_in' ? 'sign_in' : 'connect'
  const { id } = await tx.account.upsert({
    where: { issuer_subject: { issuer, subject } },
    create: { id: newId(), userId, issuer, subject, via, emailHash },
    // Never forgotten because one ID token came without it.
    update: { lastSignedInAt: new Date(), ...(emailHash === null ? {} : { emailHash }) },
    select: { id: true },
  })
  return id
}

async function signIn(
  tx: DatabaseTransaction,
  account: Account | null,
  grant: Grant,
): Promise<Result<Signer, 'account_conflict'>> {
  const own = account === null ? 'other' : await whose(tx, account, grant)
  // Nothing is undone for want of an e-mail to compare: the first identity has to sign in, or Qonto to name one, first.
  if (own === 'unknown') return fail('account_conflict')
  if (account && own === 'same') return ok({ userId: account.userId, isNew: false, links: true })
  if (account) await tx.account.delete({ where: { id: account.id } })
  return ok({ userId: newId(), isNew: true, links: true })
}

/**
 * Whether an identity signs in as the user it is linked to. One that was linked by connecting does so only while a connection
 * of it lives and it is still the same person's; `unknown` while there is no e-mail to tell by.
 */
async function whose(tx: DatabaseTransaction, account: Account, grant: Grant): Promise<'same' | 'other' | 'unknown'> {
  if (account.via === 'sign_in') return 'same'
  const { userId, issuer, subject } = account
  const living = await tx.connection.count({ where: { userId, issuer, subject, status: { in: ['active', 'frozen'] } } })
  if (living === 0) return 'other'
  const first = await tx.account.findFirst({ where: { userId, issuer, via: 'sign_in' }, orderBy: { createdAt: 'asc' } })
  const emailHash = hashOfEmail(grant)
  if (emailHash === null || !first?.emailHash) return 'unknown'
  return first.emailHash === emailHash ? 'same' : 'other'
}

async function isOfSession(tx: DatabaseTransaction, sessionId: string | null, grant: Grant): Promise<boolean> {
  const emailHash = hashOfEmail(grant)
  const session = sessionId === null ? null : await tx.session.findUnique({ where: { id: sessionId } })
  if (!session?.accountId || emailHash === null) return false
  const own = await tx.account.findUnique({ where: { id: session.accountId } })
  return own !== null && own.issuer === grant.claims.iss && own.emailHash === emailHash
}

/** Keyed, so that a guess can be tested only with the secret. Null without an e-mail. */
function hashOfEmail({ claims }: Grant): string | null {
  const { email } = claims
  if (typeof email !== 'string' || email === '') return null
  const key = new Uint8Array(hkdfSync('sha256', settings().authSecret, '', 'mooring/identity-email/v1', 32))
  return createHmac('sha256', key).update(email.trim().toLowerCase()).digest('base64url')
}
