import type { Side, Statement } from '#bench/fleet/databases'
import type { Work } from '#bench/fleet/work'
import { percentile, seconds, table } from '#e2e/chaos/report'
import { openStage, type Stage } from '#e2e/chaos/stage'
import type { Running } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'
import { progress, say } from '#server/terminal'

const FEW = 100
const MANY = 1_000_000
const TURNS = 4
const GOAL = 1.5
const READS_ALL = /Seq Scan on connections/

interface Sample {
  statements: Statement[]
  /** From its begin to its end, pauses included. */
  lasted: number
}

interface Measured {
  work: Work
  few: Sample[]
  many: Sample[]
}

/**
 * What the work in the background and the list of a person cost with a million connections beside a hundred, when the same
 * is due. Exit code 1 when a goal is missed.
 */
export async function benchFleet(running: Running, rounds: number, isExplained: boolean): Promise<number> {
  const stage = await openStage(running)
  Object.assign(process.env, stage.env)
  const { works, few, many } = await makeSides(stage)
  const measured = works.map((work): Measured => ({ work, few: [], many: [] }))
  await progress(`Measuring, ${rounds * TURNS} turns`, async () => {
    // The first turn warms up. They alternate, so that whatever else the machine does meets both alike.
    for (let turn = 0; turn <= rounds * TURNS; turn++)
      for (const one of measured.filter(({ work }) => turn === 1 || work.withinMs === undefined))
        for (const side of turn % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const)) {
          running.signal.throwIfAborted()
          const sample = await perform(one.work, side === 'few' ? few : many)
          if (turn > 0) one[side].push(sample)
        }
  })
  if (isExplained) explain(measured)
  return report(measured) ? 0 : 1
}

async function makeSides(stage: Stage): Promise<{ works: Work[]; few: Side; many: Side }> {
  await import('#bench/fleet/next')
  // These read the settings when they are loaded.
  const { makeSide } = await import('#bench/fleet/databases')
  const { prepare } = await import('#bench/fleet/prepare')
  const { workOf } = await import('#bench/fleet/work')
  const { session } = await progress('Making what is due', () => prepare(stage.running))
  const make = (count: number) => progress(`Adding ${count} connections`, () => makeSide(stage, count))
  return { works: workOf(session), few: await make(FEW), many: await make(MANY) }
}

async function perform({ name, due, makeDue, run }: Work, side: Side): Promise<Sample> {
  await makeDue?.(side)
  const began = performance.now()
  const statements = await side.watch(async () => {
    const done = await run()
    if (done !== due) throw new Refusal(`${name}: ${done} were done instead of ${due}, so nothing is compared.`)
  })
  return { statements, lasted: performance.now() - began }
}

function report(measured: Measured[]): boolean {
  const rows = measured.map(({ work, few, many }) => {
    const [small, big] = [middle(few, 'ms'), middle(many, 'ms')]
    const { withinMs } = work
    const isKept = withinMs === undefined ? big / small <= GOAL : many.every(({ lasted }) => lasted < withinMs)
    const readsAll = many.some(({ statements }) => statements.some(({ plan }) => READS_ALL.test(plan)))
    const goal = withinMs === undefined ? `at most ${GOAL}` : `within ${seconds(withinMs)}`
    const pages = [few, many].map((samples) => middle(samples, 'pages').toFixed(0)).join(', ')
    const lasted = Math.max(...many.map((sample) => sample.lasted))
    return {
      isKept: isKept && !readsAll,
      cells: [
        ...[work.name, String(work.due), small.toFixed(1), big.toFixed(1), (big / small).toFixed(2), pages],
        ...[seconds(lasted), goal, readsAll ? 'reads all connections' : isKept ? 'kept' : 'misses the goal'],
      ],
    }
  })
  const heading = ['work', 'due', `ms of ${FEW}`, `ms of ${MANY}`, 'ratio', 'pages of 8 kB', 'longest', 'goal', '']
  say(table([heading, ...rows.map(({ cells }) => cells)]))
  say(`Milliseconds that PostgreSQL took for the statements, medians. No statement may read all ${MANY} connections.`)
  return rows.every(({ isKept }) => isKept)
}

/** The median over turns of what the statements of a turn took together. */
function middle(samples: Sample[], field: 'ms' | 'pages'): number {
  return percentile(
    samples.map(({ statements }) => statements.reduce((sum, statement) => sum + statement[field], 0)),
    0.5,
  )
}

/** Each statement once, with the plan of its slowest run. */
function explain(measured: Measured[]): void {
  for (const { work, many } of measured) {
    const slowest = new Map<string, Statement>()
    for (const statement of many.flatMap(({ statements }) => statements)) {
      const [text = ''] = statement.plan.split(/\n(?=Query Parameters|\S.*\(cost=)/)
      if (statement.ms >= (slowest.get(text)?.ms ?? 0)) slowest.set(text, statement)
    }
    say(`\n== ${work.name}\n`)
    for (const { ms, plan } of slowest.values()) say(`${ms.toFixed(2)} ms\n${plan.trim()}\n`)
  }
}
