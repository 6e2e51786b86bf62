import type { Running } from '#scripts/command/run-command'
import { say } from '#server/terminal'
import { clock } from './clock.ts'
import { crash } from './crash.ts'
import { database } from './database.ts'
import { fleet } from './fleet.ts'
import { gateway } from './gateway.ts'
import { pauses } from './pauses.ts'
import { type Finding, printFindings } from './report.ts'
import { soak } from './soak.ts'
import { openStage, type Stage } from './stage.ts'
import { stops } from './stops.ts'
import { storm } from './storm.ts'

type Measure = (stage: Stage, quick: boolean) => Promise<Finding[]>

const MEASURES = { storm, crash, stops, pauses, soak, clock, database, gateway, fleet } satisfies Record<
  string,
  Measure
>
export type Part = keyof typeof MEASURES
export const PARTS = Object.keys(MEASURES) as Part[]

/** Runs the chosen parts one after the other; 1 when a promise is broken. */
export async function refreshBench(running: Running, parts: readonly Part[], quick: boolean): Promise<number> {
  const stage = await openStage(running)
  const all: Array<[Part, Finding[]]> = []
  for (const part of parts) {
    if (running.signal.aborted) break
    say(`\n== ${part} ==`)
    await stage.clear()
    const findings = await MEASURES[part](stage, quick)
    all.push([part, findings])
    printFindings(part, findings)
  }
  if (all.length > 1) {
    say('== all parts ==')
    for (const [part, findings] of all) printFindings(part, findings)
  }
  const broken = all.flatMap(([, findings]) => findings).filter(({ kept }) => !kept).length
  say(broken === 0 ? 'Every promise was kept.' : `${broken} promises were broken.`)
  return broken === 0 ? 0 : 1
}
