import { forgetFailedMigration } from '#prisma/migrate'
import { readArguments } from '#scripts/arguments'
import { runCommand } from '#scripts/command'
import { describeDatabase } from '#scripts/describe-database'
import { migrateDatabase } from '#scripts/migrate-database'
import { prepareEnvironment } from '#scripts/prepare-environment'
import { Refusal } from '#scripts/refusal'
import { say } from '#scripts/terminal'

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
