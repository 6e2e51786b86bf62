import { expire, findLost, refreshesSeen } from './connections.ts'
import { hire } from './crew.ts'
import { until } from './hold.ts'
import { counter, type Finding } from './report.ts'
import type { Stage } from './stage.ts'

/** The answer comes when the holder has long been told to stop. */
const SLOW_MS = 1_500

/** Nobody waits for a refresh any more, and its process is told to stop (SIGTERM): what Qonto answers is stored all the same. */
export async function stops(stage: Stage, quick: boolean): Promise<Finding[]> {
  const rounds = quick ? 5 : 40
  const show = counter('Stops')
  const ids: string[] = []
  let stored = 0
  for (let round = 0; round < rounds && !stage.running.signal.aborted; round += 1) {
    const id = await stopInFlight(stage)
    ids.push(id)
    const found = 'SELECT 1 FROM connections WHERE id = $1 AND generation = 2 AND attempt_at IS NULL'
    stored += (await stage.sql(found, [id])).length
    show(`${round + 1} of ${rounds}`)
  }
  const worker = await hire(stage)
  const lost = await findLost(stage, worker, ids)
  await worker.dismiss()
  return [
    {
      promise: 'told to stop with a refresh in flight, a process stores the new pair before it ends',
      measured: `${stored} of ${ids.length}`,
      kept: stored === ids.length,
    },
    { promise: '0 connections lost', measured: `${lost.length} lost ${lost.join(', ')}`, kept: lost.length === 0 },
  ]
}

async function stopInFlight(stage: Stage): Promise<string> {
  const holder = await hire(stage)
  const id = await holder.ask('adopt', await stage.qonto.connect())
  await expire(stage, id)
  await holder.ask('startJobs')
  const before = await refreshesSeen(stage)
  await stage.qonto.command('failures', { target: 'refresh', kind: 'delay', ms: SLOW_MS, after: true })
  // As a browser that is closed: nobody reads what comes of it.
  holder.ask('token', id).catch(() => {})
  await until(async () => (await stage.qonto.command('state')).failures.length === 0, 'the request arrives')
  await holder.stop()
  await until(async () => (await refreshesSeen(stage)) > before, 'Qonto is done with the request')
  return id
}
