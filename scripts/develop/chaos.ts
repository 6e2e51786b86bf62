import { readArguments } from '#scripts/command/arguments'
import { type Running, runCommand } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'
import { production } from '../../e2e/chaos/production.ts'
import { type Finding, printFindings } from '../../e2e/chaos/report.ts'
import { soak } from '../../e2e/chaos/soak.ts'
import { openStage } from '../../e2e/chaos/stage.ts'
import { told } from '../../e2e/chaos/told.ts'
import { upgrade } from '../../e2e/chaos/upgrade.ts'

const HELP = `
Usage: npm run chaos [-- --quick]
       npm run chaos -- told [--quick]
       npm run chaos -- upgrade --from DIR
       npm run chaos -- production

Ten thousand refreshes by four real worker processes, on a PostgreSQL and a fake Qonto of its own, with faults at random:
lost answers, 5xx and 429, workers killed with SIGKILL, PostgreSQL shut down and crashed. Ends with a table of promises;
the exit code is 1 when one is broken. What happens at one named moment is a case of the adversarial tests instead.

  --quick      300 refreshes, or 45 s: a minute instead of a quarter of an hour
  told         500 connections break and mend for ten minutes while those who look are killed: is all of it told, once?
  upgrade      this version beside an older one on one database, one taking over from the other under load
  production   what npm run assemble makes, read-only behind nginx and PgBouncer, each replica replaced under load
  --from DIR   a checkout of the older version, with its packages installed
  --help       this text
`

await runCommand(async (running) => {
  const options = { quick: { type: 'boolean', default: false }, from: { type: 'string' } } as const
  const { values, positionals } = readArguments(options, HELP)
  const findings = await find(running, values, positionals)
  printFindings(findings)
  const broken = findings.filter(({ kept }) => !kept).length
  say(broken === 0 ? 'Every promise was kept.' : `${broken} promises were broken.`)
  return broken === 0 ? 0 : 1
})

async function find(
  running: Running,
  { quick, from }: { quick: boolean; from?: string | undefined },
  [what]: string[],
): Promise<Finding[]> {
  if (what === 'upgrade') {
    if (from === undefined) throw new Refusal('Say from which version: npm run chaos -- upgrade --from DIR.')
    return upgrade(running, from)
  }
  if (what === 'production') return production(running)
  if (what !== undefined && what !== 'told') throw new Refusal(`There is no ${what}. Try --help.`)
  const stage = await openStage(running)
  await stage.clear()
  return what === 'told' ? told(stage, quick) : soak(stage, quick)
}
