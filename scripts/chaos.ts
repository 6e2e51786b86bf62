import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'
import { PARTS, type Part, refreshBench } from '../e2e/chaos/main.ts'

const HELP = `
Usage: npm run chaos -- [${PARTS.join('|')}] [--quick]

Proves what the token refresher promises, on a PostgreSQL and a fake Qonto of its own and with real worker processes.
Ends with a table; the exit code is 1 when a promise is broken.

  storm     1,000 callers in 4 processes on one expired token: one refresh, 50 times
  crash     the holder is killed with SIGKILL at every point of a refresh
  stops     SIGTERM with a refresh in flight for which nobody waits any more
  pauses    processes that stand still for 75 s while Qonto answers them
  soak      10,000 rotations with lost answers, 5xx, 429 and kills
  clock     wrong clocks here and at Qonto, by five minutes and by an hour
  database  PostgreSQL restarted in the middle of refreshes
  gateway   a gateway answers 401 to everything while connections are ended and checked
  fleet     100,000 connections against 100

  --quick   fewer repetitions: minutes instead of half an hour
  --help    this text
`

await runCommand(async (running) => {
  const { values, positionals } = readArguments({ quick: { type: 'boolean', default: false } }, HELP)
  const parts = positionals.map((name) => {
    const part = PARTS.find((one) => one === name)
    if (!part) throw new Refusal(`There is no part ${name}: choose from ${PARTS.join(', ')}.`)
    return part
  })
  const chosen: readonly Part[] = parts.length > 0 ? parts : PARTS
  return refreshBench(running, chosen, values.quick)
})
