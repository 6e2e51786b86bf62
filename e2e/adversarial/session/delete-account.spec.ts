import { expect, test } from '#e2e/adversarial/fixtures'
import { callAction } from '#e2e/adversarial/server-actions'
import type { Failure } from '#e2e/support/simulator'

// security.md 8.7, V09: whoever deletes their account is gone here at once, whatever Qonto does, and what they had there
// is ended from the sealed list alone.

const untilReset = { times: 0 }
const DOWN: Array<[string, Failure[]]> = [
  ['refuses connections', [{ kind: 'refuse', target: 'all', ...untilReset }]],
  ['does not know our credentials', [{ kind: 'refuse_credentials', target: 'all' }]],
]
for (const [what, failures] of DOWN)
  test(`V09 while Qonto ${what}, the account is deleted at once and its access ended later`, async ({ life }) => {
    const { client, simulator, database } = life.world
    const { user_id: userId, organization_id: organizationId } = await life.row()
    for (const failure of failures) await life.fails(failure)
    const answer = await callAction(client.twin(), 'deleteAccount', {})
    expect(answer.headers.get('x-action-redirect')).toMatch(/^\/goodbye\?/)
    for (const table of ['users', 'accounts', 'connections', 'sessions', 'transactions'])
      expect(await database.count(table), table).toBe(0)
    expect(await client.userId()).toBeNull()
    const kept = await database.everythingAsText()
    for (const trace of [userId, organizationId ?? '', 'Camille', 'Atelier']) expect(kept).not.toContain(trace)
    const queued = await database.revocations()
    expect(queued).toHaveLength(1)
    expect(queued[0]?.token_sealed).toMatch(/^v1\./)
    expect(await simulator.live('refresh')).toHaveLength(1)

    await simulator.behaveAgain()
    await database.letRevocationsBeDue()
    await database.askForDueWork()
    await expect.poll(() => simulator.live('refresh'), { timeout: 70_000 }).toEqual([])
    expect(await simulator.live('access')).toEqual([])
    await expect.poll(async () => (await database.revocations())[0]?.token_sealed).toBeNull()
  })

test('V09 a session that is not fresh deletes nothing, and twice at once deletes once', async ({ life }) => {
  const { client, database } = life.world
  await database.letSessionsAge(16)
  const before = await database.possessions()
  expect(await (await callAction(client.twin(), 'deleteAccount', {})).text()).toContain('sign_in_again')
  expect(await database.possessions()).toBe(before)
  await database.letSessionsAge(-16)
  const answers = await Promise.all([1, 2, 3].map(() => callAction(client.twin(), 'deleteAccount', {})))
  for (const { status } of answers) expect(status).toBeLessThan(500)
  expect(await database.count('users')).toBe(0)
  expect((await database.events()).filter((event) => event === 'account_deleted')).toHaveLength(1)
})
