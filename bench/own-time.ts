import type { Observed } from '#bench/measure/observe'
import { openBuiltStage } from '#bench/measure/open-built-stage'
import { type Result, resultOf } from '#bench/measure/result'
import { type Served, serveObserved } from '#bench/measure/serve'
import type { Stage } from '#e2e/chaos/stage'
import { HttpClient } from '#e2e/support/http-client'
import { simulatorAt } from '#e2e/support/simulator'
import type { Running } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'
import { progress } from '#server/terminal'

const TIMES = 40
const CALLBACK = '/api/auth/callback/qonto'
const GOAL_CALLBACK_MS = 12

/**
 * What we add to what Qonto takes: the time of a request in our server without the waiting for Qonto, for a sign-in, a call that passes
 * through, and a token call that refreshes. One after the other, so that nothing waits for anything else of ours.
 */
export async function benchOwnTime(running: Running, rounds: number, profile: string | null): Promise<Result[]> {
  const stage = await openBuiltStage(running)
  const served = await serveObserved(running, profile)
  const simulator = simulatorAt(stage.qonto.url)
  await simulator.register(`${served.url}${CALLBACK}`)
  await stage.qonto.command('limits', { per10Seconds: 1e9, per10Minutes: 1e9, unauthorizedPerHour: 1e9 })
  const client = new HttpClient(served.url, simulator)
  const signIns = await measure('Signing in', served, CALLBACK, rounds, async () => {
    await forgetLimits(stage)
    const { error } = await client.signIn('Camille')
    if (error !== null) throw new Refusal(`A sign-in ended with ${error}.`)
  })
  const { key, connection } = await makeKey(running, stage)
  const own = `/api/v1/connections/${connection}`
  const call = async (path: string, method: 'GET' | 'POST') => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const response = await fetch(served.url + path, { method, headers })
    if (!response.ok) throw new Refusal(`${path} answered ${response.status}: ${await response.text()}`)
    await response.arrayBuffer()
  }
  const through = `${own}/qonto/v2/organization`
  const passed = await measure('Calling through', served, through, rounds, () => call(through, 'GET'))
  const refreshed = await measure('Refreshing', served, `${own}/token`, rounds, async () => {
    await stage.sql('UPDATE connections SET access_expires_at = now(), next_attempt_at = NULL WHERE id = $1', [
      connection,
    ])
    await call(`${own}/token`, 'POST')
  })
  return [
    resultOf('sign-in: own time in the callback', signIns, 'ms', { at: GOAL_CALLBACK_MS, is: 'most' }),
    resultOf('pass-through: added latency', passed, 'ms'),
    resultOf('refresh: own time of a token call', refreshed, 'ms'),
  ]
}

/** @returns the median of each round, ms; the first requests of all warm up */
async function measure(what: string, served: Served, path: string, rounds: number, act: () => Promise<void>) {
  const seen: number[] = []
  const note = (message: unknown) => {
    const observed = message as Observed
    if (observed.path === path) seen.push(observed.ms - observed.outside)
  }
  served.child.on('message', note)
  await progress(`${what}, ${rounds} rounds of ${TIMES}`, async () => {
    for (let time = 0; time < TIMES * (rounds + 1); time++) await act()
  })
  served.child.off('message', note)
  return Array.from({ length: rounds }, (_, round) => median(seen.slice((round + 1) * TIMES, (round + 2) * TIMES)))
}

function median(values: number[]): number {
  return resultOf('', values, '').value
}

/** Hundreds of sign-ins from one address are what the limits are against. */
async function forgetLimits({ sql }: Stage): Promise<void> {
  await sql('DELETE FROM rate_limits')
}

async function makeKey({ undo }: Running, { sql }: Stage): Promise<{ key: string; connection: string }> {
  const [{ db }, { newKey, startOf }, { newId, sha256 }] = await Promise.all([
    import('#lib/db'),
    import('#lib/api-keys/key-format'),
    import('#lib/ids'),
  ])
  await undo.add('The database connection', () => db().$disconnect())
  const [row] = await sql<{ id: string; user_id: string }>(
    "SELECT id, user_id FROM connections WHERE status = 'active'",
  )
  if (!row) throw new Refusal('No sign-in has stored a connection.')
  const key = newKey()
  await db().apiKey.create({
    data: {
      ...{ id: newId(), name: 'Bench', userId: row.user_id, everyConnection: true },
      ...{ permissions: ['tokens:read', 'qonto:read'], start: startOf(key), secretHash: sha256(key) },
    },
  })
  return { key, connection: row.id }
}
