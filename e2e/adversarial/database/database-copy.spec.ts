import { expect, sharedSettings, test } from '#e2e/adversarial/own-dashboard'
import { readText } from '#e2e/browser/forms'
import { runNode } from '#scripts/command/child'

const COPY = 'This looks like a copy of another installation.'

// Somebody looks at a copy while its original goes on. Only the pages ask: the jobs of this dashboard run elsewhere.
test.use({ settings: {} })
test.afterEach(({ faults }) =>
  faults.change(`UPDATE canaries SET system_identifier = control.system_identifier::text, restored_at = NULL
    FROM pg_control_system() AS control`),
)

test('D09 a copy of the database says so at once and sends no token, until it is declared the one that counts', async ({
  life,
  faults,
}) => {
  const { client, simulator, database } = life.world
  expect(await life.verdict()).toContain('The connection works.')
  await faults.change(`UPDATE canaries SET system_identifier = 'of-the-original'`)
  expect(await life.verdict()).toContain(`Reconnect needed ${COPY}`)
  expect(readText(await (await client.get('/connections')).text())).toContain(COPY)
  await life.accessRunsOut()
  await simulator.forgetRequests()
  await life.checkNow()
  expect(await simulator.requests(), 'nothing is renewed').toEqual([])
  expect((await client.signIn('Camille')).error).toBeNull()
  await database.letRevocationsBeDue()
  expect((await client.signIn('Camille')).error).toBeNull()
  expect(await simulator.requests('revoke'), 'what was replaced here may be in use there').toEqual([])
  expect(await life.verdict()).toContain(COPY)

  await declareRestore()
  expect(await life.verdict()).toContain('The connection works.')
  await life.accessRunsOut()
  await life.recovers()
  expect(await life.refreshRequests()).toBe(1)
})

async function declareRestore(): Promise<void> {
  const env = { ...process.env, ...sharedSettings(), NODE_OPTIONS: '--conditions=react-server', NEXTAUTH_URL: '' }
  expect(await runNode('scripts/declare-restore.ts', [], { env })).toMatchObject({ code: 0 })
}
