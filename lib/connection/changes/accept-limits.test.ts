import { describe, expect, it } from 'vitest'
import { acceptLimits, takeBackLimits } from '#lib/connection/changes/accept-limits'
import { factsOf } from '#lib/connection/facts'
import { state } from '#lib/connection/verdict'
import { db } from '#lib/db'
import type { Connection } from '#lib/generated/prisma/client'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()

/** Asked for everything, and granted less. */
async function limited(): Promise<Connection> {
  const { id, requestedScopes } = await harness.connected({
    query: { scope: 'openid offline_access organization.read' },
  })
  const data = { requestedScopes: [...requestedScopes, 'membership.read'] }
  return db().connection.update({ where: { id }, data })
}
const verdictOf = (row: Connection) => state(factsOf(row), new Date()).state

describe('limits that were accepted', () => {
  it('count no more, each once however often it is said, and count again when that is taken back', async () => {
    const row = await limited()
    expect(verdictOf(row)).toBe('limited')
    await Promise.all([acceptLimits(row, ['membership.read']), acceptLimits(row, ['membership.read'])])
    const accepted = await harness.row(row.id)
    expect(accepted.acceptedScopes).toEqual(['membership.read'])
    expect(verdictOf(accepted)).toBe('ok')
    await takeBackLimits(accepted)
    expect(verdictOf(await harness.row(row.id))).toBe('limited')
    const log = await db().activity.findMany({ where: { event: { startsWith: 'limits_' } }, orderBy: { id: 'asc' } })
    expect(log.map(({ event, details }) => [event, details])).toEqual([
      ['limits_accepted', { scopes: 'membership.read' }],
      ['limits_taken_back', { scopes: 'membership.read' }],
    ])
  })

  it('are never more than what is missing', async () => {
    const row = await limited()
    await acceptLimits(row, ['membership.read', 'organization.read', 'payment.write', 42])
    expect((await harness.row(row.id)).acceptedScopes).toEqual(['membership.read'])
  })

  it('are over when they are granted, whoever writes that, so that losing one later is a new limit', async () => {
    const row = await limited()
    await acceptLimits(row, ['membership.read'])
    const grant = (grantedScopes: string[]) =>
      db().connection.update({ where: { id: row.id }, data: { grantedScopes } })
    expect((await grant([...row.grantedScopes, 'membership.read'])).acceptedScopes).toEqual([])
    expect(verdictOf(await grant(row.grantedScopes))).toBe('limited')
  })

  it('are over when they are asked for no longer, so that asking again is a new question', async () => {
    const row = await limited()
    await acceptLimits(row, ['membership.read'])
    await harness.connected({ query: { scope: 'openid offline_access organization.read' } })
    expect((await harness.row(row.id)).acceptedScopes).toEqual([])
  })
})
