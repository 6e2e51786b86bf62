import { benchPage } from '#bench/page'
import { benchToken } from '#bench/token'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'

const HELP = `
Usage: npm run bench -- page|token [--quick] [--profile DIR]

Measures speed as a ratio within one run.

  page           what a page costs beside an empty Next page: processor time of the server and of PostgreSQL, throughput
  token          the API's token call beside a bare Next route with one query; a token that expires while many call
  --quick        one round instead of five
  --profile DIR  writes a processor profile of our server there, for the developer tools of a browser
  --help         this text
`

const MEASUREMENTS = new Map([
  ['page', benchPage],
  ['token', benchToken],
])

await runCommand(async (running) => {
  const { values, positionals } = readArguments(
    { quick: { type: 'boolean', default: false }, profile: { type: 'string' } },
    HELP,
  )
  const measure = MEASUREMENTS.get(positionals.join())
  if (!measure) throw new Refusal('Say what to measure: npm run bench -- page, or token. Try --help.')
  return measure(running, values.quick ? 1 : 5, values.profile ?? null)
})
