import { benchPage } from '#bench/page'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'

const HELP = `
Usage: npm run bench -- page [--quick] [--profile DIR]

Measures speed as a ratio within one run.

  page           what a page costs beside an empty Next page: processor time of the server and of PostgreSQL, throughput
  --quick        one round instead of five
  --profile DIR  writes a processor profile of our server there, for the developer tools of a browser
  --help         this text
`

await runCommand(async (running) => {
  const { values, positionals } = readArguments(
    { quick: { type: 'boolean', default: false }, profile: { type: 'string' } },
    HELP,
  )
  if (positionals.join() !== 'page') throw new Refusal('Say what to measure: npm run bench -- page. Try --help.')
  return benchPage(running, values.quick ? 1 : 5, values.profile ?? null)
})
