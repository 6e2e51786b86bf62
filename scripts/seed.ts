import { keyState } from '#lib/connection/canary'
import { db } from '#lib/db'
import { readArguments } from '#scripts/arguments'
import { runCommand } from '#scripts/command'
import { DEFAULT_DATA } from '#scripts/data-directory'
import { migrateDatabase } from '#scripts/migrate-database'
import { prepareEnvironment } from '#scripts/prepare-environment'
import { Refusal } from '#scripts/refusal'
import { DEMO_HOME, seedConnections } from '#scripts/seed-connections'
import { DEMO_PERSON } from '#scripts/seed-consent'
import { simulator } from '#scripts/simulator'
import { align, say } from '#scripts/terminal'

const HELP = `
Usage: npm run seed

Gives a demo person of the simulator one connection in every state: real consents of the simulator, brought into each
state by the same functions as the app. Sign in as that person to look at them. Running it again starts them over.

  --data DIR  the data directory of the embedded database
  --help      this text
`

await runCommand(async (running) => {
  const { values } = readArguments({ data: { type: 'string' } }, HELP)
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
  const seeded = await seedConnections()
  say(align(seeded.map(({ name, state }) => [state, name])))
  say(`Sign in as ${DEMO_PERSON}, ${DEMO_HOME}, to see them.`)
  return 0
})
