import { db } from '#lib/db'
import { keyState } from '#lib/keys/key-check'
import { readArguments } from '#scripts/command/arguments'
import { DEFAULT_DATA } from '#scripts/command/data-directory'
import { runCommand } from '#scripts/command/run-command'
import { prepareEnvironment } from '#scripts/launch/prepare-environment'
import { migrateDatabase } from '#scripts/postgres/migrate-database'
import { DEMO_HOME, seedConnections } from '#scripts/seed/seed-connections'
import { DEMO_PERSON } from '#scripts/seed/seed-consent'
import { seedKey } from '#scripts/seed/seed-key'
import { seedMany } from '#scripts/seed/seed-many'
import { simulator } from '#scripts/simulator'
import { Refusal } from '#server/refusal'
import { align, say } from '#server/terminal'

const HELP = `
Usage: npm run seed [-- --connections N]

Gives a demo person of the simulator one connection in every state: real consents of the simulator, brought into each
state by the same functions as the app. Sign in as that person to look at them. Makes an API key of theirs too, and prints it. Running it again starts them over.

  --connections N  makes so many more, with names, labels and the states of an ordinary day, to see a long list
  --data DIR       the data directory of the embedded database
  --help           this text
`

/** Each is a real consent; a list of more looks the same. */
const MOST = 2_000

await runCommand(async (running) => {
  const { values } = readArguments({ data: { type: 'string' }, connections: { type: 'string' } }, HELP)
  const more = readCount(values.connections)
  const settings = await prepareEnvironment(running, values.data)
  if (settings.environment !== 'simulator')
    throw new Refusal('The seed works in the simulator only: unset QONTO_CLIENT_ID and QONTO_ENVIRONMENT.')
  await migrateDatabase(settings.databaseUrl, running.signal)
  await running.undo.add('The database connection', () => db().$disconnect())
  if ((await keyState()) !== 'ready')
    throw new Refusal('TOKEN_ENCRYPTION_KEYS does not open what is stored here: put the right keys back first.')
  const fake = simulator(settings, values.data ?? DEFAULT_DATA)
  await running.undo.add('The simulator', fake.stop)
  await fake.ensure()
  say('The failures in the log below are made on purpose.')
  const { seeded, userId } = await seedConnections()
  say(align(seeded.map(({ name, state }) => [state, name])))
  if (more > 0)
    say(`${more} more, which only stand there: a check would find that Qonto knows them as one organisation.`)
  await seedMany(userId, more)
  say(`Sign in as ${DEMO_PERSON}, ${DEMO_HOME}, to see them.`)
  say(
    `A key for the API, for thirty days. Once the dashboard runs:\n\n  export MOORING_KEY=${await seedKey(userId)}\n  curl -H "Authorization: Bearer $MOORING_KEY" ${settings.origin}/api/v1/connections\n`,
  )
  return 0
})

function readCount(given: string | undefined): number {
  const count = Number(given ?? 0)
  if (!Number.isInteger(count) || count < 0 || count > MOST)
    throw new Refusal(`--connections takes a number up to ${MOST}.`)
  return count
}
