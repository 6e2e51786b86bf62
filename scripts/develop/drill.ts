import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { say } from '#server/terminal'
import { printFindings } from '../../e2e/chaos/report.ts'
import { drill } from '../../e2e/drill/drill.ts'
import { findTools } from '../../e2e/drill/postgres-tools.ts'

const HELP = `
Usage: npm run drill [-- --postgres DIR]

Backup and restore, tried out: a dashboard with three connections is dumped with pg_dump while it runs, and restored to another
PostgreSQL; as an undeclared copy beside its original, with its keys lost and found again, and declared. Ends with a table of
promises; the exit code is 1 when one is broken. Everything it needs is its own and gone afterwards. About three minutes.

  --postgres DIR  the folder with pg_dump, pg_restore, initdb and postgres; otherwise the newest that Debian has installed
  --help          this text
`

await runCommand(async (running) => {
  const { values } = readArguments({ postgres: { type: 'string' } }, HELP)
  const findings = await drill(running, findTools(values.postgres))
  printFindings(findings)
  const broken = findings.filter(({ kept }) => !kept).length
  say(broken === 0 ? 'Every promise was kept.' : `${broken} promises were broken.`)
  return broken === 0 ? 0 : 1
})
