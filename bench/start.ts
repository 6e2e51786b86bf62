import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openBuiltStage } from '#bench/measure/open-built-stage'
import { type Result, resultOf } from '#bench/measure/result'
import { serveOurs } from '#bench/measure/serve'
import { type Place, startDashboard } from '#e2e/runner/dashboard'
import { withFolder } from '#e2e/runner/with-folder'
import type { Running } from '#scripts/command/run-command'
import { ensureBuild } from '#scripts/launch/build'
import { progress } from '#server/terminal'

const GOAL_EMBEDDED_S = 4
const GOAL_EXTERNAL_S = 1.5

/** From the command to the first answer, with a current build: `npm start` with everything it brings, and `npm run serve`. */
export async function benchStart(running: Running, rounds: number): Promise<Result[]> {
  const lock = await ensureBuild(running.signal)
  await running.undo.add('The build', async () => lock.release())
  const [first = 0, ...later] = await progress('Starting with an embedded database', () =>
    withFolder((folder) => startAgainAndAgain(running, join(folder, 'log'), rounds + 1)),
  )
  await openBuiltStage(running)
  const external: number[] = []
  await progress('Starting with a database that is there', async () => {
    for (let round = 0; round < rounds; round++) {
      const began = performance.now()
      const { child } = await serveOurs(running)
      external.push((performance.now() - began) / 1_000)
      child.kill('SIGTERM')
    }
  })
  return [
    resultOf('start: npm start', later, 's', { at: GOAL_EMBEDDED_S, is: 'most' }),
    resultOf('start: npm start for the first time, built', [first], 's'),
    resultOf('start: npm run serve', external, 's', { at: GOAL_EXTERNAL_S, is: 'most' }),
  ]
}

/** @returns seconds; the first start makes the database */
async function startAgainAndAgain({ signal }: Running, logFile: string, times: number): Promise<number[]> {
  const lasted: number[] = []
  let place: Place | undefined
  for (let time = 1; time <= times; time++) {
    const began = performance.now()
    const dashboard = await startDashboard(signal, { logFile, ...(place && { place }) })
    lasted.push((performance.now() - began) / 1_000)
    place = dashboard.place
    if (time === times) await dashboard.stop()
    else await end(dashboard.pid)
  }
  return lasted
}

/** Unlike `stop`, this leaves the data. */
async function end(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM')
  while (isThere(pid)) await wait(20)
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
