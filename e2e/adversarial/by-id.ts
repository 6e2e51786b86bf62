/** The rows of a table by the id that their titles begin with: one test for each, in which every row is a step. */
export function byId<Row extends readonly [string, ...unknown[]]>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ([title]) => title.slice(0, 3))
}
