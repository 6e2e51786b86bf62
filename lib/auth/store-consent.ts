import 'server-only'
import { currentFlow, isAnswered } from '#lib/auth/flow'
import type { SignInError } from '#lib/auth/sign-in-errors'
import { keyState } from '#lib/connection/canary'
import { connect } from '#lib/connection/connect'
import { readOwner } from '#lib/connection/read-owner'
import { settings } from '#lib/env'
import { log, nameOf } from '#lib/log'
import { qontoEndpoints } from '#lib/qonto/endpoints'

/**
 * The `signIn` callback of next-auth: reads organisation and member, then stores everything in one transaction.
 * Answers false when no session may be made: the reason is in the flow. Never throws: next-auth would put the message of
 * what was thrown into the URL.
 */
export async function storeConsent(): Promise<boolean> {
  const flow = currentFlow()
  if (!flow.grant) return false
  try {
    flow.failure = (await store()) ?? undefined
  } catch (error) {
    log.error('consent_not_stored', { reference: flow.reference, cause: nameOf(error) })
    flow.failure = 'storage_unavailable'
  }
  return flow.connected !== undefined
}

async function store(): Promise<SignInError | null> {
  const flow = currentFlow()
  if (!flow.grant) return 'flow_invalid'
  if ((await keyState()) !== 'ready') return 'config_error'
  const { clientId } = settings()
  const { grant, grantedAt } = flow.grant
  const owner = await readOwner(qontoEndpoints(settings()), grant, flow.deadline)
  if (isAnswered()) return 'storage_unavailable'
  const { trip, former, guard = null } = flow
  const result = await connect({ trip, grant, owner, clientId, grantedAt, formerSessionId: former?.id ?? null, guard })
  if (!result.ok) return result.reason
  flow.connected = result.value
  return null
}
