import { declareRestore } from '#lib/keys/database-identity'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { prepareEnvironment } from '#scripts/launch/prepare-environment'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run declare-restore

Says that this database is the one that counts from now on: after a restore from a backup, or when a copy replaces its
original for good. Until then a copy uses no refresh token, because that would end the original's connections at Qonto.
Connections that Qonto had renewed since the backup will ask to be reconnected; all others go on working.

  --data DIR  the data directory of the embedded database
  --help      this text
`

await runCommand(async (running) => {
  const { values } = readArguments({ data: { type: 'string' } }, HELP)
  await prepareEnvironment(running, values.data)
  await declareRestore()
  say('Declared. Running dashboards notice at once.')
  return 0
})
