import 'server-only'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import { countByStand } from '#lib/loaders/installation/count-by-stand'
import { loadViewer } from '#lib/loaders/load-viewer'
import { loadSetup } from '#lib/loaders/setup/load-setup'
import type { SetupItem, SetupView } from '#lib/loaders/views'
import { VERSION } from '#lib/version'

/** What the page about the set-up shows to whoever asks for it. Works while the database is away, as the page must. */
export async function openSetup(): Promise<SetupView> {
  const viewer = await loadViewer()
  return setupFor(viewer.kind === 'signed-in' ? viewer.userId : null)
}

/** Operators see it, and how all connections stand; everybody does while there is no operator, or nobody can sign in. */
export async function setupFor(userId: string | null): Promise<SetupView> {
  const { items } = await loadSetup()
  const stands = userId !== null && (await isOperator(userId)) ? await countByStand().catch(() => null) : null
  if (stands === null && isClosed(items)) return { kind: 'closed', signedIn: userId !== null }
  return { kind: 'open', items, stands, version: VERSION }
}

/** What nobody can sign in without. */
const SIGN_IN_NEEDS: ReadonlySet<string> = new Set([
  ...['credentials', 'redirect_uri', 'staging_token', 'clock', 'database', 'keys', 'jwks', 'api'],
])
/** Of these, what is in the way of some connections only. */
const IN_NOBODYS_WAY: ReadonlySet<string | null> = new Set(['key_missing', 'copied'])

/** An operator cannot prove it without mail, and cannot sign in while one of these fails: a closed page would help nobody then. */
function isClosed(items: SetupItem[]): boolean {
  const { operators, smtp, environment } = settings()
  if (operators.length === 0 || (smtp === null && environment !== 'simulator')) return false
  const failing = items.filter(({ outcome }) => outcome === 'bad' || outcome === 'unknown')
  return !failing.some(({ item, reason }) => SIGN_IN_NEEDS.has(item) && !IN_NOBODYS_WAY.has(reason))
}

/**
 * Whether the person has confirmed, here and by mail, an address of `MOORING_OPERATORS`. Not by the e-mail of their ID token,
 * which nobody says is verified.
 */
async function isOperator(userId: string): Promise<boolean> {
  const operators = settings().operators.map((address) => address.toLowerCase())
  if (operators.length === 0) return false
  const [row] = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM mail_addresses
     WHERE user_id = ${userId}::uuid AND confirmed_at IS NOT NULL AND lower(address) = ANY (${operators})`
  return row !== undefined
}
