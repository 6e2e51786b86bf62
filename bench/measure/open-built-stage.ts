import { HOST } from '#bench/measure/serve'
import { openStage, type Stage } from '#e2e/chaos/stage'
import type { Running } from '#scripts/command/run-command'
import { ensureBuild } from '#scripts/launch/build'

/** A current build that nobody replaces meanwhile, and a stage; this process and all that it starts have the stage's settings. */
export async function openBuiltStage(running: Running): Promise<Stage> {
  const lock = await ensureBuild(running.signal)
  await running.undo.add('The build', async () => lock.release())
  const stage = await openStage(running)
  Object.assign(process.env, stage.env, { NODE_ENV: 'production', NEXTAUTH_URL: `http://${HOST}` })
  return stage
}
