import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { say } from '#server/terminal'
import { printFindings } from '../e2e/chaos/report.ts'
import { soak } from '../e2e/chaos/soak.ts'
import { openStage } from '../e2e/chaos/stage.ts'

const HELP = `
Usage: npm run chaos [-- --quick]

Ten thousand refreshes by four real worker processes, on a PostgreSQL and a fake Qonto of its own, with faults at random:
lost answers, 5xx and 429, workers killed with SIGKILL, PostgreSQL shut down and crashed. Ends with a table of promises;
the exit code is 1 when one is broken. What happens at one named moment is a case of the adversarial tests instead.

  --quick   300 refreshes: a minute instead of a quarter of an hour
  --help    this text
`

await runCommand(async (running) => {
  const { values } = readArguments({ quick: { type: 'boolean', default: false } }, HELP)
  const stage = await openStage(running)
  await stage.clear()
  const findings = await soak(stage, values.quick)
  printFindings(findings)
  const broken = findings.filter(({ kept }) => !kept).length
  say(broken === 0 ? 'Every promise was kept.' : `${broken} promises were broken.`)
  return broken === 0 ? 0 : 1
})
