import { releaseBrake } from '#lib/connection/fleet/fleet-brake'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { withDatabase } from '#scripts/postgres/connect-database'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run release-brake

Releases the fleet brake. It is put on by itself when Qonto refuses three connections within an hour that nobody had
touched, or brings somebody else's identity for three: while it is on, no connection is declared broken and nothing that
waits on the queue is revoked. Look at Qonto's status and at the log first. If it was a mistake at Qonto that is over, or
if the refusals are right, release it: what was held back is asked again within an hour, and then counts.

  --data DIR  the data directory of the embedded database
  --help      this text

Exit code: 0 when it is off now, also when it was off before.
`

await runCommand(async (running) => {
  const { values } = readArguments({ data: { type: 'string' } }, HELP)
  return withDatabase(running, values.data, async () => {
    say((await releaseBrake()) ? 'Released. Running dashboards notice at once.' : 'The brake was not on.')
    return 0
  })
})
