import { relative } from 'node:path'
import { draftMigration } from '#prisma/draft-migration'
import { readArguments } from '#scripts/command/arguments'
import { runCommand } from '#scripts/command/run-command'
import { startTemporary } from '#scripts/postgres/temporary'
import { CHECKOUT } from '#server/checkout'
import { Refusal } from '#server/refusal'
import { say } from '#server/terminal'

const HELP = `
Usage: npm run migrate:new -- NAME

Writes a migration for what prisma/schema.prisma has and prisma/migrations have not. It is worked out on a temporary
database: yours is not touched. Read the SQL before you commit it.

  --help  this text
`

await runCommand(async ({ undo }) => {
  const { positionals } = readArguments({}, HELP)
  const [name] = positionals
  if (!name || !/^[a-z0-9_-]{1,60}$/i.test(name))
    throw new Refusal('Name the migration, in letters, digits, - and _: npm run migrate:new -- add_something')
  const server = await startTemporary()
  await undo.add('PostgreSQL', server.stop)
  const file = await draftMigration(server.url(), name)
  say(
    file
      ? `Written: ${relative(CHECKOUT, file)}`
      : 'The migrations already say what the schema says: nothing to write.',
  )
  return 0
})
