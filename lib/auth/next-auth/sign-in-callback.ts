import 'server-only'
import type { Flow } from '#lib/auth/transaction/flow'
import type { SignInError } from '#lib/auth/transaction/sign-in-errors'
import { admit, type NotAdmitted, refusalOf } from '#lib/consent/admit'
import { CommitInDoubt, connect } from '#lib/consent/store-consent'
import { settings } from '#lib/env'
import { keyState } from '#lib/keys/key-check'
import { log, nameOf } from '#lib/log'
import type { Grant } from '#lib/oauth/types'
import { joinUsers } from '#lib/person/join-users'
import { qontoEndpoints } from '#lib/qonto/endpoints'
import { readOwner } from '#lib/qonto/read-owner'
import { ok, type Result } from '#lib/result'

/**
 * The `signIn` callback of next-auth: reads organisation and member, then stores everything in one transaction.
 * Answers false when no session may be made: the reason is in the flow. Never throws: next-auth would put the message of
 * what was thrown into the URL.
 */
export async function storeConsent(flow: Flow): Promise<boolean> {
  if (!flow.grant) return false
  try {
    flow.failure = (await store(flow)) ?? undefined
  } catch (error) {
    log.error('consent_not_stored', { reference: flow.reference, cause: nameOf(error) })
    flow.failure = 'storage_unavailable'
    flow.isInDoubt = error instanceof CommitInDoubt
  }
  return flow.connected !== undefined
}

async function store(flow: Flow): Promise<SignInError | null> {
  if (!flow.grant) return 'flow_invalid'
  if ((await keyState()) !== 'ready') return 'config_error'
  const { clientId } = settings()
  const { grant, grantedAt } = flow.grant
  if (flow.transaction.intent === 'join') return join(flow, grant)
  const owner = await readOwner(qontoEndpoints(settings()), grant, flow.deadline)
  if (flow.late?.aborted) return 'storage_unavailable'
  const admitted = admit(grant, owner)
  if (!admitted.ok) return admitted.reason
  const { transaction, former } = flow
  const result = await connect({
    ...{ transaction, grant, owner, clientId, grantedAt },
    ...{ formerSessionId: former?.id ?? null, admittedBy: admitted.value },
  })
  if (!result.ok) return result.reason === 'not_allowed' ? refusalOf(owner.organization) : result.reason
  flow.connected = result.value
  return null
}

/** The second proof of a join: the verified ID token of the other identity. */
async function join(flow: Flow, grant: Grant): Promise<SignInError | null> {
  const admitted = await admitToJoin(flow, grant)
  if (!admitted.ok) return admitted.reason
  const { transaction, former } = flow
  const joined = await joinUsers({
    transaction,
    grant,
    formerSessionId: former?.id ?? null,
    admittedBy: admitted.value,
  })
  if (!joined.ok) return joined.reason
  flow.connected = { ...joined.value, connectionId: null }
  return null
}

/** Joining brings in what the other identity has granted, so it asks the same; and Qonto only where not everybody is let in. */
async function admitToJoin(flow: Flow, grant: Grant): Promise<Result<string | null, NotAdmitted>> {
  if (settings().allow.length === 0) return ok(null)
  return admit(grant, await readOwner(qontoEndpoints(settings()), grant, flow.deadline))
}
