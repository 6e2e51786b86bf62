import { benchFleet } from '#bench/fleet'
import { benchPage } from '#bench/page'
import { benchToken } from '#bench/token'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { Refusal } from '#server/refusal'

const HELP = `
Usage: npm run bench -- page|token|fleet [--quick] [--profile DIR] [--explain]

Measures speed as a ratio within one run.

  page           what a page costs beside an empty Next page: processor time of the server and of PostgreSQL, throughput
  token          the API's token call beside a bare Next route with one query; a token that expires while many call
  fleet          the background work and the list with a million connections beside a hundred, when the same is due
  --quick        one round instead of five
  --profile DIR  page, token: writes a processor profile of our server there, for the developer tools of a browser
  --explain      fleet: shows the plan of every statement
  --help         this text
`

await runCommand(async (running) => {
  const { values, positionals } = readArguments(
    {
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      explain: { type: 'boolean', default: false },
    },
    HELP,
  )
  const rounds = values.quick ? 1 : 5
  switch (positionals.join()) {
    case 'page':
      return benchPage(running, rounds, values.profile ?? null)
    case 'token':
      return benchToken(running, rounds, values.profile ?? null)
    case 'fleet':
      return benchFleet(running, rounds, values.explain)
    default:
      throw new Refusal('Say what to measure: npm run bench -- page, token, or fleet. Try --help.')
  }
})
