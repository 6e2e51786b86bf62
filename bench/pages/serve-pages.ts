import { openBuiltStage } from '#bench/measure/open-built-stage'
import { type Served, serveBare, serveOurs } from '#bench/measure/serve'
import type { Stage } from '#e2e/chaos/stage'
import type { Running } from '#scripts/command/run-command'
import { progress } from '#server/terminal'

export interface ServedPages {
  stage: Stage
  bare: Served
  ours: Served
  /** Of the person whose pages they are. */
  cookie: string
  /** One of hers that works. */
  connection: string
}

/** Our pages and the bare ones, each from a process of its own, on one PostgreSQL. */
export async function servePages(running: Running, profile: string | null): Promise<ServedPages> {
  const stage = await openBuiltStage(running)
  const { cookie, connection } = await progress('Making a person with a connection in every state', async () => {
    const { prepareVisitor } = await import('#bench/measure/visitor')
    return prepareVisitor(running, false)
  })
  const bare = await serveBare(running)
  const ours = await serveOurs(running, profile)
  return { stage, bare, ours, cookie, connection }
}
