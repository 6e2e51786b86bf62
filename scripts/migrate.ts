import { forgetFailedMigration } from '#prisma/migrate'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { prepareEnvironment } from '#scripts/launch/prepare-environment'
import { describeDatabase } from '#scripts/postgres/describe-database'
import { migrateDatabase } from '#scripts/postgres/migrate-database'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run migrate [-- --rolled-back NAME]

Applies the migrations that the database does not have yet. \`npm start\` does the same by itself.

  --rolled-back NAME  let a migration that failed, and was corrected since, be tried again
  --data DIR          the data directory of the embedded database
  --help              this text
`

await runCommand(async (running) => {
  const { values } = readArguments({ 'rolled-back': { type: 'string' }, data: { type: 'string' } }, HELP)
  const { databaseUrl } = await prepareEnvironment(running, values.data)
  const failed = values['rolled-back']
  const forgotten = failed ? await forgetFailedMigration(databaseUrl, failed) : null
  if (forgotten && !forgotten.ok) throw new Refusal(forgotten.reason)
  await migrateDatabase(databaseUrl, running.signal)
  say(`${describeDatabase(databaseUrl)} is up to date.`)
  return 0
})
