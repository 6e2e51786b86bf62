import { DatabaseFaults } from '#e2e/adversarial/database/database-faults'
import { test as base, expect } from '#e2e/browser/fixtures'
import { Aftermath } from './aftermath.ts'
import { Life } from './life.ts'
import { Logs } from './logs.ts'

export { expect }

interface Fixtures {
  /** The dashboard's key ring, to look into what it has sealed. */
  keys: string
  logs: Logs
  /** What must hold after every case, whatever it was about. A case says here what it leaves on purpose. */
  aftermath: Aftermath
  /** Camille's connection, fresh and working; what the bank has seen so far is forgotten. */
  life: Life
  /** What goes wrong in the database. Undone after the case, also when it fails. */
  faults: DatabaseFaults
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
  keys: async ({}, use) => use(process.env.E2E_ENCRYPTION_KEYS ?? ''),
  // biome-ignore lint/correctness/noEmptyPattern: the same.
  logs: async ({}, use) => use(new Logs(process.env.E2E_LOG_FILE ?? '')),
  aftermath: [
    async ({ simulator, database, logs, keys, transcript, baseURL, freshStart }, use) => {
      const aftermath = new Aftermath({ simulator, database, logs, keys, transcript, origin: baseURL ?? '' })
      await use(aftermath)
      await aftermath.check()
      return freshStart
    },
    { auto: true },
  ],
  life: async ({ signedIn }, use) => {
    const { id } = await signedIn.database.onlyConnection()
    await signedIn.simulator.forgetRequests()
    await use(new Life(signedIn, `/connections/${id}`))
  },
  // After `aftermath`, so that it is undone before that looks.
  faults: async ({ aftermath }, use) => {
    const faults = new DatabaseFaults(process.env.E2E_DATABASE_URL ?? '')
    try {
      await use(faults)
    } finally {
      await faults.undo()
    }
    return aftermath
  },
  context: async ({ context, transcript, baseURL }, use) => {
    context.on('response', (response) => {
      if (new URL(response.url()).origin === new URL(baseURL ?? '').origin) transcript.addPage(response)
    })
    await use(context)
  },
})
