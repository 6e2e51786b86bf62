import { say } from '#server/terminal'
import { expire, findLost } from './connections.ts'
import { hire, type Worker } from './crew.ts'
import { KILL_POINTS, type KillPoint } from './kill-points.ts'
import { counter, type Finding, seconds, table } from './report.ts'
import type { Stage } from './stage.ts'

const GRACE_MS = 60_000

interface Outcome {
  point: KillPoint
  before: string
  /** From the first time that the refresh token may have been sent to a token that Qonto accepts; null when it never came. */
  took: number | null
  ledger: string
}

/** The holder is killed at each point; another process with its sweeper must get a working token within the grace. */
export async function crash(stage: Stage, quick: boolean): Promise<Finding[]> {
  const outcomes: Outcome[] = []
  const ids: string[] = []
  const show = counter('Crash')
  for (const lost of quick ? [false] : [false, true])
    for (const point of KILL_POINTS) {
      if (stage.running.signal.aborted) break
      show(`${point.name}${lost ? ', on a retry' : ''}`)
      outcomes.push(await killAt(stage, point, { lost, ids }))
    }
  say('')
  say(table([['killed', 'before that', 'working token after', 'ledger'], ...outcomes.map(rowOf)]))
  say(`\n${table([['killed', 'how'], ...KILL_POINTS.map(({ name, how }) => [name, how])])}`)
  return judge(outcomes, await countLost(stage, ids))
}

async function killAt(
  stage: Stage,
  point: KillPoint,
  { lost, ids }: { lost: boolean; ids: string[] },
): Promise<Outcome> {
  const other = await hire(stage)
  const { id, begun } = await killHolder(stage, other, { point, lost })
  ids.push(id)
  await other.ask('startJobs')
  const took = await recover(stage, other, id, begun)
  const entries = await stage.sql<{ outcome: string | null }>(
    'SELECT outcome FROM rotations WHERE connection_id = $1 ORDER BY started_at',
    [id],
  )
  await other.dismiss()
  const ledger = entries.map(({ outcome }) => outcome ?? 'open').join(', ')
  return { point, before: lost ? 'an answer was lost' : '', took, ledger }
}

/** A new connection whose holder is killed at the point; `other` is there to take over. */
export async function killHolder(
  stage: Stage,
  other: Worker,
  { point, lost }: { point: KillPoint; lost: boolean },
): Promise<{ id: string; begun: number }> {
  await stage.qonto.command('reset', {})
  const holder = await hire(stage)
  const id = await other.ask('adopt', await stage.qonto.connect())
  await expire(stage, id)
  const begun = performance.now()
  if (lost) await loseAnswer(stage, holder, id)
  await point.kill({ stage, holder, id })
  return { id, begun }
}

/** The attempt before: Qonto has rotated, we do not know. The next one is due at once. */
async function loseAnswer(stage: Stage, holder: Worker, id: string): Promise<void> {
  await stage.qonto.command('failures', { target: 'refresh', kind: 'lose_answer' })
  await holder.ask('token', id)
  await stage.sql('UPDATE connections SET next_attempt_at = NULL WHERE id = $1', [id])
}

async function recover(stage: Stage, other: Worker, id: string, begun: number): Promise<number | null> {
  while (performance.now() - begun < GRACE_MS) {
    const token = await other.ask('token', id)
    const works = token.ok && (await stage.qonto.api('membership', token.value.token)).status === 200
    if (works) return performance.now() - begun
  }
  return null
}

async function countLost(stage: Stage, ids: string[]): Promise<string[]> {
  await stage.qonto.command('reset', {})
  const worker = await hire(stage)
  const lost = await findLost(stage, worker, ids)
  await worker.dismiss()
  return lost
}

function rowOf({ point, before, took, ledger }: Outcome): string[] {
  return [point.name, before, took === null ? 'NEVER' : seconds(took), ledger]
}

function judge(outcomes: Outcome[], lost: string[]): Finding[] {
  const times = outcomes.flatMap(({ took }) => (took === null ? [] : [took]))
  return [
    {
      promise: 'the next caller gets a working token within the 60 s of grace',
      measured: `${times.length} of ${outcomes.length} points, the slowest after ${seconds(Math.max(...times))}`,
      kept: times.length === outcomes.length,
    },
    { promise: '0 connections lost', measured: `${lost.length} lost ${lost.join(', ')}`, kept: lost.length === 0 },
  ]
}
