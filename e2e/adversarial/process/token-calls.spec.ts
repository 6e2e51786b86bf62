import { connect } from 'node:net'
import { callAction } from '#e2e/adversarial/server-actions'
import { expect, test } from '#e2e/adversarial/stage-fixtures'
import { expire, findLost, refreshesSeen } from '#e2e/chaos/connections'
import { HttpClient } from '#e2e/support/http-client'
import { expectConnected } from '#e2e/support/outcomes'

// One refresh, through the API: the refresher itself is tried in refresh/many-processes.spec.ts.

test.describe.configure({ timeout: 180_000 })

/** A program in the place of the browser that made the key. */
async function makeKey(client: HttpClient): Promise<string> {
  const wish = { name: 'Program', permission: 'tokens:read', reach: 'all', lifetime: '90', addresses: '' }
  const made = await callAction(client, 'makeApiKey', wish, { page: '/api-keys' })
  const [secret] = /mrk_\w{49}/.exec(await made.text()) ?? []
  if (secret === undefined) throw new Error('No key was made.')
  return secret
}

test('N09 a thousand callers in three dashboards on an expired token are one request, and all get its answer', async ({
  stage,
  simulator,
  database,
  worker,
  newDashboard,
}) => {
  const dashboards = await Promise.all([newDashboard(), newDashboard(), newDashboard()])
  const client = new HttpClient(dashboards[0].url, simulator)
  expectConnected(await client.signIn('Camille'))
  // Each may call 600 times a minute.
  const keys = [await makeKey(client), await makeKey(client)]
  const { id } = await database.onlyConnection()
  await stage.qonto.command('latency', { ms: 300 })
  await expire(stage, id)
  const before = await refreshesSeen(stage)
  const calls = Array.from({ length: 1_000 }, async (_, at) => {
    const url = `${dashboards[at % 3]?.url}/api/v1/connections/${id}/token`
    const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${keys[at % 2]}` } })
    const { access_token, code } = await response.json()
    return access_token ?? `${response.status} ${code}`
  })
  expect([...new Set(await Promise.all(calls))]).toEqual([expect.stringMatching(/^ory_at_/)])
  expect((await refreshesSeen(stage)) - before).toBe(1)
  expect(await findLost(stage, worker, [id])).toEqual([])
})

test('N09 a caller who hangs up while Qonto renews the token leaves nothing unfinished, and the next one gets it', async ({
  stage,
  simulator,
  database,
  newDashboard,
}) => {
  const { url } = await newDashboard()
  const client = new HttpClient(url, simulator)
  expectConnected(await client.signIn('Camille'))
  const key = await makeKey(client)
  const { id } = await database.onlyConnection()
  await expire(stage, id)
  await simulator.fail({ target: 'refresh', kind: 'delay', ms: 1_000, after: true })
  const before = await refreshesSeen(stage)
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  const path = `/api/v1/connections/${id}/token`
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\nContent-Length: 0\r\n\r\n`)
  await expect.poll(async () => (await simulator.state()).failures, { intervals: [20] }).toEqual([])
  socket.destroy()
  await expect
    .poll(() => database.onlyConnection())
    .toMatchObject({ generation: '2', attempt_at: null, status: 'active' })
  expect(await database.rotations()).toEqual([{ cause: 'expiry', outcome: 'rotated' }])
  const next = await fetch(url + path, { method: 'POST', headers: { authorization: `Bearer ${key}` } })
  expect(await next.json()).toMatchObject({ generation: 2 })
  expect((await refreshesSeen(stage)) - before).toBe(1)
})
