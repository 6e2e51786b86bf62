import type { Case } from '#e2e/runner/score'
import type { Defence } from './defence.ts'

export interface Drilled {
  defence: Defence
  ran: number
  noticed: Array<Pick<Case, 'title' | 'passed'>>
}

const HEAD = ['| Taken away | In | Cases that failed | The first of them |', '| --- | --- | --- | --- |']

/** The result as a table: what was taken away, and who noticed. */
export function describeDrill(all: Drilled[]): string {
  return [...HEAD, ...all.map(rowOf)].join('\n')
}

/**
 * A former table with these results in it: the whole drill takes an hour, and a part of it must not forget the rest.
 * @param names of all defences, in their order; a row of none of them goes
 */
export function updateTable(former: string, all: Drilled[], names: string[]): string {
  const rows = new Map(former.split('\n').map((line) => [line.split('|')[1]?.trim() ?? '', line]))
  for (const drilled of all) rows.set(drilled.defence.name, rowOf(drilled))
  return [...HEAD, ...names.flatMap((name) => rows.get(name) ?? [])].join('\n')
}

function rowOf({ defence, ran, noticed }: Drilled): string {
  const files = [...new Set(defence.edits.map(({ file }) => `\`${file}\``))].join(', ')
  const first = noticed[0]?.title ?? '**nobody**'
  return `| ${defence.name} | ${files} | ${noticed.length} of ${ran} | ${first.replaceAll('|', '\\|')} |`
}
