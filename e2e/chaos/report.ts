import { say } from '#server/terminal'

/** One promise, what was measured, and whether it was kept. */
export interface Finding {
  promise: string
  measured: string
  kept: boolean
}

/** Lines of columns, each as wide as its widest cell; the first row is the heading. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const [heading = [], ...body] = rows
  return [line(heading), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join('\n')
}

export function printFindings(findings: Finding[]): void {
  const rows = findings.map(({ promise, measured, kept }) => [kept ? 'kept' : 'BROKEN', promise, measured])
  say(`\n${table([['', 'promise', 'measured'], ...rows])}\n`)
}

/** The value below which a share of all values lies. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`

/** A number that counts on a terminal, and is said now and then elsewhere. */
export function counter(what: string): (text: string) => void {
  let said = 0
  return (text) => {
    const pause = process.stdout.isTTY ? 200 : 10_000
    if (performance.now() - said < pause) return
    said = performance.now()
    process.stdout.write(process.stdout.isTTY ? `\r${what}: ${text}\x1b[K` : `${what}: ${text}\n`)
  }
}
