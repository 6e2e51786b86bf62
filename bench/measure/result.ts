import { percentile, table } from '#e2e/chaos/report'
import { say } from '#server/terminal'

/** One number that was measured, beside the goal that it is to keep. */
export interface Result {
  /** What was measured, in a few words. */
  name: string
  /** The median. */
  value: number
  /** The least and the most of the rounds: how far the median is to be believed. */
  spread: [number, number]
  /** What the number counts, with what it is a ratio to, if it is one. */
  unit: string
  /** Null for what is only told. */
  goal: { at: number; is: 'most' | 'least' } | null
}

/** The result of several rounds. */
export function resultOf(name: string, rounds: number[], unit: string, goal: Result['goal'] = null): Result {
  const spread: Result['spread'] = [Math.min(...rounds), Math.max(...rounds)]
  return { name, value: percentile(rounds, 0.5), spread, unit, goal }
}

export function isKept({ value, goal }: Result): boolean {
  if (goal === null) return true
  return goal.is === 'most' ? value <= goal.at : value >= goal.at
}

/** Everything in one table: what, median, spread, goal, and whether it was kept. */
export function printResults(results: Result[]): void {
  const rows = results.map((result) => {
    const { name, value, spread, unit, goal } = result
    const wanted = goal === null ? '' : `at ${goal.is} ${number(goal.at)}`
    const verdict = goal === null ? '' : isKept(result) ? 'kept' : 'misses the goal'
    return [name, number(value), `${number(spread[0])} to ${number(spread[1])}`, unit, wanted, verdict]
  })
  say(`\n${table([['measured', 'median', 'spread', 'unit', 'goal', ''], ...rows])}\n`)
}

/** Three digits that say something, and no more. */
export const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
