import type { Case } from '#scripts/test/score'
import type { Defence } from './defence.ts'

export interface Drilled {
  defence: Defence
  ran: number
  noticed: Case[]
}

/** The result as a table: what was taken away, and who noticed. */
export function describeDrill(all: Drilled[]): string {
  const rows = all.map(({ defence, ran, noticed }) => {
    const files = [...new Set(defence.edits.map(({ file }) => `\`${file}\``))].join(', ')
    const first = noticed[0]?.title ?? '**nobody**'
    return `| ${defence.name} | ${files} | ${noticed.length} of ${ran} | ${first.replaceAll('|', '\\|')} |`
  })
  return ['| Taken away | In | Cases that failed | The first of them |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}
