import { TRACED, traceFlow } from '#e2e/trace/trace-flow'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'

const HELP = `
Usage: npm run trace -- ${Object.keys(TRACED).join('|')}

Runs a flow on a PostgreSQL and a simulator of its own, and prints which files of lib/ it enters, in order, with the
functions that it enters there. The ground floor (env, log, db, ids, http ...) is left out. Exit code 1 above a goal.

  --help  this text
`

await runCommand(async () => {
  const { positionals } = readArguments({}, HELP)
  const flow = TRACED[positionals[0] ?? '']
  if (!flow) throw new Refusal(`Name one flow: ${Object.keys(TRACED).join(', ')}.`)
  return (await traceFlow(flow)) ? 0 : 1
})
