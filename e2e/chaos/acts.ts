import { connect } from '#lib/consent/store-consent'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { settings } from '#lib/env'
import { doDueWork } from '#lib/jobs/do-due-work'
import { sweepAttempts } from '#lib/jobs/sweep-attempts'
import { nameOf } from '#lib/log'
import { endingToken } from '#lib/oauth/revoke-token'
import { deletePerson } from '#lib/person/delete-person'
import { fail } from '#lib/result'
import { discardGrant } from '#lib/revocation/discard-grant'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { harnessAt } from '#lib/testing/harness'
import { benchAt } from '#simulator/testing'

/** What people and jobs do to a connection, as commands of a worker. */

/** A whole consent of a person, stored or given up as a sign-in does it. Answers the connection, or why there is none. */
export async function reconsent(person: string): Promise<string> {
  const harness = harnessAt(benchAt(settings().oauthUrl, async () => {}))
  const consent = await harness.consentOf({ person })
  const stored = await connect(consent).catch((error: unknown) => fail(nameOf(error)))
  if (stored.ok) return stored.value.connectionId
  await discardGrant(endingToken(consent.grant), 'not_stored')
  return stored.reason
}

export async function disconnectNow(id: string): Promise<string> {
  const result = await disconnect(id)
  return result.ok ? 'done' : result.reason
}

/** *Delete my account*, what it asks Qonto for included. */
export async function deleteNow(userId: string): Promise<string> {
  const result = await deletePerson(userId)
  if (result.ok) await result.value.finish()
  return result.ok ? 'done' : result.reason
}

export const sweepNow = (): Promise<number> => sweepAttempts()

/** One run of the job that all replicas share. */
export const doDue = (forMs: number): Promise<number> => doDueWork(performance.now() + forMs)

/** Everything that waits for its revocation, whenever it would be due. */
export async function revokeAllQueued(): Promise<{ revoked: number; failed: number }> {
  await db().revocation.updateMany({ where: { doneAt: null }, data: { nextAttemptAt: new Date(0) } })
  return revokeQueued(200)
}
