import 'server-only'
import { isFresh, type Session } from '#lib/auth/session/session-store'
import type { SignInError } from '#lib/auth/transaction/sign-in-errors'
import { findRefused } from '#lib/auth/transaction/transaction-store'
import { type Principal, visibleConnection } from '#lib/connection/principal'
import { findInvitation } from '#lib/consent/use-invitation'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Intent } from '#lib/generated/prisma/enums'
import { isId } from '#lib/ids'
import { canMoveMoney, SCOPE_CATALOGUE } from '#lib/qonto/scope-catalogue'
import { fail, ok, type Result } from '#lib/result'

/** What a person wants when they press *Connect with Qonto*, *Reconnect*, *Allow more* or *Go on without*. */
export interface Wish {
  intent: string | null
  connection: string | null
  /** Scopes to ask for on top, for *Allow more*. */
  scopes: string[]
  /** The transaction whose scopes Qonto refused: it is begun again without those, whatever else is said here. */
  retry?: string | null
  /** The secret of an invitation, to sign in with. */
  invitation?: string | null
}

/** What one transaction is for, and what it asks for. */
export interface Plan {
  intent: Intent
  connectionId: string | null
  organizationId: string | null
  scopes: string[]
  chosenScopes: string[]
  refusedScopes: string[]
  invitationId?: string | null
}

const INTENTS: ReadonlyMap<string, Intent> = new Map([
  ['sign-in', 'sign_in'],
  ['connect', 'connect'],
  ['reconnect', 'reconnect'],
  ['allow-more', 'allow_more'],
  ['join', 'join'],
])

interface Request {
  intent: Intent
  connection: string | null
  named: string[]
  refused: string[]
  invitationId: string | null
}

/**
 * Which scopes are asked for: those of the settings and those that the person chose, never what an answer once contained.
 * A consent replaces the former one and does not add to it, so what was chosen before is asked for again.
 */
export async function planTransaction(wish: Wish, session: Session | null): Promise<Result<Plan, SignInError>> {
  const request = await readRequest(wish, session)
  if (!request.ok) return request
  const { intent, named, refused: refusedScopes, invitationId } = request.value
  if (intent === 'join') {
    if (!session) return fail('flow_expired')
    // A passer-by at an open browser must not join an identity to the user: a fresh session is the first of two proofs.
    if (!isFresh(session)) return fail('reauth_required')
    // Nothing but who it is: no access is wanted, and what comes is ended at once.
    return ok({
      intent,
      connectionId: null,
      organizationId: null,
      scopes: ['openid'],
      chosenScopes: [],
      refusedScopes: [],
    })
  }
  if (intent === 'sign_in' || intent === 'connect') {
    if (intent === 'connect' && !session) return fail('flow_expired')
    const scopes = settings().scopes.filter((scope) => !refusedScopes.includes(scope))
    return ok({
      intent,
      connectionId: null,
      organizationId: null,
      scopes,
      chosenScopes: [],
      refusedScopes,
      invitationId,
    })
  }
  if (!session) return fail('flow_expired')
  const connection = isId(request.value.connection) ? await findOwn(session, request.value.connection) : null
  if (!connection) return fail('flow_invalid')
  const { id: connectionId, organizationId, grantedScopes } = connection
  const chosen = new Set([...connection.chosenScopes, ...named])
  // Declined before, and not what *Allow more* was pressed for: asking for one thing never brings moving money along.
  const isBundled = (scope: string) =>
    intent === 'allow_more' && canMoveMoney(scope) && !chosen.has(scope) && !grantedScopes.includes(scope)
  const isAsked = (scope: string) => !refusedScopes.includes(scope) && !isBundled(scope)
  const scopes = [...new Set([...settings().scopes, ...chosen])].filter(isAsked)
  const chosenScopes = [...chosen].filter(isAsked)
  return ok({ intent, connectionId, organizationId, scopes, chosenScopes, refusedScopes })
}

async function readRequest(
  { intent: given, connection, scopes, retry = null, invitation = null }: Wish,
  session: Session | null,
): Promise<Result<Request, SignInError>> {
  if (retry !== null) {
    const former = isId(retry) ? await findRefused(retry, session?.userId ?? null) : null
    if (!former) return fail('flow_expired')
    const { chosenScopes: named, refusedScopes: refused } = former
    const { intent, connectionId, invitationId = null } = former
    return ok({ intent, connection: connectionId, named, refused, invitationId })
  }
  const intent = INTENTS.get(given ?? 'sign-in')
  if (!intent) return fail('flow_invalid')
  const isInvited = intent === 'sign_in' && invitation !== null && invitation !== ''
  const invitationId = isInvited ? await findInvitation(invitation) : null
  if (isInvited && invitationId === null) return fail('invitation_over')
  return ok({ intent, connection, named: intent === 'allow_more' ? choiceOf(scopes) : [], refused: [], invitationId })
}

/** Several at once are *Allow more*, which never brings along what moves money, or may: that is chosen by itself. */
function choiceOf(named: string[]): string[] {
  const asked = settings().scopes
  const known = [...new Set(named)].filter((scope) => SCOPE_CATALOGUE.has(scope) || asked.includes(scope))
  return known.length > 1 ? known.filter((scope) => !canMoveMoney(scope)) : known
}

function findOwn(principal: Principal, id: string) {
  return db().connection.findFirst({
    where: visibleConnection(principal, id),
    select: { id: true, organizationId: true, grantedScopes: true, chosenScopes: true },
  })
}
