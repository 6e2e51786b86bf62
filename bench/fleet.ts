import type { Side, Statement } from '#bench/fleet/databases'
import type { Work } from '#bench/fleet/work'
import { type Result, resultOf } from '#bench/measure/result'
import { percentile } from '#e2e/chaos/report'
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
 * is due.
 */
export async function benchFleet(running: Running, rounds: number, isExplained: boolean): Promise<Result[]> {
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
  return resultsOf(measured)
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

function resultsOf(measured: Measured[]): Result[] {
  const results = measured.map(({ work, few, many }) => {
    const name = `a million connections: ${work.name}`
    if (work.withinMs !== undefined) {
      const lasted = many.map((sample) => sample.lasted / 1_000)
      return resultOf(name, lasted, 's', { at: work.withinMs / 1_000, is: 'most' })
    }
    // Turns have no pairs that belong together: a median beside a median, spread by quarters of the turns.
    const ratios = quarters(many).map((turns, at) => middle(turns, 'ms') / middle(quarters(few)[at] ?? few, 'ms'))
    const ratio = resultOf(name, ratios, 'of what 100 cost', { at: GOAL, is: 'most' })
    return { ...ratio, value: middle(many, 'ms') / middle(few, 'ms') }
  })
  const all = measured.flatMap(({ many }) => many).flatMap(({ statements }) => statements)
  const reading = all.filter(({ plan }) => READS_ALL.test(plan)).length
  return [...results, resultOf('statements that read all connections', [reading], '', { at: 0, is: 'most' })]
}

function quarters(samples: Sample[]): Sample[][] {
  const size = Math.max(1, Math.floor(samples.length / 4))
  return [0, 1, 2, 3].map((at) => samples.slice(at * size, (at + 1) * size)).filter(({ length }) => length > 0)
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
