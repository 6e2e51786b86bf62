import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accessToken } from '#lib/access/access-token'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import { disconnect } from '#lib/disconnect/disconnect'
import { readReceipt } from '#lib/disconnect/receipt'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { doDueWork } from '#lib/jobs/do-due-work'
import { endingOf, holdsTokens, queueRevocation } from '#lib/keys/sealed-store'
import { revokeQueued } from '#lib/revocation/revoke-queued'
import { useHarness } from '#lib/testing/use-harness'

// Qonto answers `invalid_grant` and 200 to the tokens of another client. Both were taken for the end of a living consent.

const harness = useHarness()
let former: string
let row: Connection
beforeEach(async () => {
  row = await harness.connected()
  await db().connection.update({ where: { id: row.id }, data: { accessExpiresAt: new Date() } })
  await harness.bench.fetch('/simulator/requests', { method: 'DELETE' })
  former = settings().clientId
  use('another-app')
})
afterEach(() => use(former))

const use = (clientId: string) => Object.assign(settings(), { clientId })
const verdict = async () => state(factsOf(await harness.row(row.id)), new Date())
const sent = async () => (await harness.bench.command('state')).counts.requests
const live = async () => (await harness.bench.command('state')).consents.filter((consent) => consent.live).length

describe('what was granted to another app', () => {
  it('is not used and said to need reconnecting, and works again when that app is back', async () => {
    expect(await accessToken(row.id)).toEqual({ ok: false, reason: 'reconnect' })
    await db().connection.update({ where: { id: row.id }, data: { provenAt: new Date(0) } })
    expect(await doDueWork(performance.now() + 300)).toBe(0)
    expect(await verdict()).toMatchObject({ state: 'broken', reason: 'other_app', action: 'reconnect' })
    expect(await sent()).toEqual({})
    use(former)
    expect((await accessToken(row.id)).ok).toBe(true)
    expect(await verdict()).toMatchObject({ state: 'ok' })
  })

  it('is not called ended, and is ended when that app is back', async () => {
    expect(await disconnect(row.id)).toEqual({ ok: false, reason: 'unconfirmed' })
    const stopped = await harness.row(row.id)
    expect(readReceipt(stopped.disconnectSteps)).toMatchObject([
      { step: 'stop', outcome: 'done' },
      { step: 'refresh', outcome: 'failed', reason: 'other_app' },
      { step: 'withdraw_consent' },
      { step: 'revoke_token', outcome: 'failed', reason: 'other_app' },
      { step: 'probe', outcome: 'unconfirmed', reason: 'other_app' },
    ])
    expect(holdsTokens(stopped)).toBe(true)
    use(former)
    expect(await disconnect(row.id)).toMatchObject({ ok: true })
    expect(await live()).toBe(0)
  })

  it('waits on the list of tokens to revoke until that app is back', async () => {
    await queueRevocation(db(), { ...endingOf(row), connectionId: row.id, cause: 'replaced' })
    expect(await revokeQueued()).toEqual({ revoked: 0, failed: 1 })
    expect(await sent()).toEqual({})
    use(former)
    await db().revocation.updateMany({ data: { nextAttemptAt: new Date(0) } })
    expect(await revokeQueued()).toEqual({ revoked: 1, failed: 0 })
    expect(await live()).toBe(0)
  })
})
