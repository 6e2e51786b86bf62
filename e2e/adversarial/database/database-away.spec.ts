import { expect, test } from '#e2e/adversarial/fixtures'
import { CHECK, DISCONNECT } from '#e2e/adversarial/life'
import { readForm, readText } from '#e2e/browser/forms'
import { makeCalendar, makeStatusLink } from '#e2e/browser/links'
import { expectConnected, expectRefused, SAYS_DATABASE_AWAY } from '#e2e/support/outcomes'

// security.md 8.10: the database is slow, locked, read-only or gone while somebody looks at a page or acts.

const AWAY = 'Mooring cannot reach its database right now'
const STACK = /\bat \S+ \(|node_modules|PrismaClient|SELECT |P\d{4}\b/

test('D01 without the database a page says so, and nobody is told that they are signed out', async ({
  life,
  faults,
}) => {
  const { client } = life.world
  const release = await faults.lock('sessions')
  const began = performance.now()
  const paths = ['/', '/connections', life.path, `${life.path}/activity`, '/sessions']
  const answers = await Promise.all(
    paths.map(async (path) => {
      const response = await client.get(path)
      return { path, status: response.status, text: readText(await response.text()) }
    }),
  )
  expect(performance.now() - began).toBeLessThan(12_000)
  for (const { path, text } of answers) {
    expect(text, path).toContain(AWAY)
    // The start page goes on saying what this is; whoever presses its button is told again.
    if (path !== '/') expect(text, path).not.toContain('Connect with Qonto')
    expect(text, path).not.toMatch(STACK)
  }
  const session = await client.get('/api/auth/session')
  expect(session.status).toBe(503)
  expect(await session.json()).toEqual({ error: 'unavailable' })
  await release()
  expect(await client.userId()).not.toBeNull()
})

test('D01 without the database a status page says so and goes on trying, and no calendar is empty', async ({
  life,
  newClient,
  faults,
}) => {
  const { client } = life.world
  const [status, calendar] = [await makeStatusLink(client), await makeCalendar(client)]
  const release = await faults.lock('links')
  const paths = [`${status}?refresh`, `${status}.json`, calendar]
  const [page, ...feeds] = await Promise.all(paths.map((path) => newClient().get(path)))
  const html = (await page?.text()) ?? ''
  expect(readText(html)).toContain(AWAY)
  expect(html).toMatch(/<meta http-equiv="refresh" content="60"/)
  for (const feed of feeds) expect([feed.status, await feed.json()]).toEqual([503, { error: 'unavailable' }])
  await release()
  for (const path of paths) expect((await newClient().get(path)).status, path).toBe(200)
})

test('D01 without the database signing in is refused before anybody leaves for Qonto', async ({ client, faults }) => {
  const release = await faults.lock('transactions')
  const location = await client.begin()
  expect(location).toMatch(/\/sign-in\/error\?error=storage_unavailable&ref=/)
  await release()
  expectConnected(await client.signIn('Camille'))
})

test('D05 a form without JavaScript while the database does not answer leads to the page that says so', async ({
  life,
  newClient,
  faults,
}) => {
  const { client, database } = life.world
  await newClient().signIn('Camille')
  const buttons = [
    [life.path, /^Pause$/],
    [`${life.path}/identity`, /^Show raw ID token$/],
    ['/connections', /^Connect another organisation$/],
    ['/sessions', /^Sign out everywhere else$/],
    ['/sessions', /^End session /],
    ['/account', /^Delete account$/],
  ] as const
  const forms = await Promise.all(
    buttons.map(async ([path, button]) => readForm(await (await client.get(path)).text(), button)),
  )
  const release = await faults.lock('sessions')
  const answers = await Promise.all(buttons.map(([path], index) => client.submit(path, forms[index] ?? new FormData())))
  for (const [index, { status, headers }] of answers.entries())
    expect([status, headers.get('location')], String(buttons[index])).toEqual([
      303,
      expect.stringMatching(/\/connections$/),
    ])
  expect(readText(await (await client.get('/connections')).text())).toContain(AWAY)
  await release()
  expect((await life.row()).status).toBe('active')
  expect(await database.possessions()).not.toBe('')
})

test('D05 a database that lets nobody in is away on every page, and /setup says what nobody can know', async ({
  life,
  faults,
}) => {
  const { client } = life.world
  const form = readForm(await life.page(), /^Pause$/)
  const open = await faults.letNobodyIn()
  for (const path of ['/connections', life.path, '/sessions', '/account']) {
    const text = readText(await (await client.get(path)).text())
    expect(text, path).toContain(AWAY)
    expect(text, path).not.toMatch(STACK)
  }
  // What was found a moment before is still said.
  await expect.poll(async () => (await client.get('/api/ready')).status).toBe(503)
  expect((await client.get('/api/health')).status, 'a restart would not help').toBe(200)
  expect((await client.submit(life.path, form)).headers.get('location')).toMatch(/\/connections$/)
  // What /setup found is remembered for fifteen seconds.
  await expect
    .poll(async () => readText(await (await client.get('/setup')).text()), { timeout: 20_000 })
    .toContain('The database does not answer, so it is not known whether this address has been used.')
  await open()
  await life.recovers()
})

test('D05 a form that is sent while the database is locked does nothing by halves', async ({ life, faults }) => {
  const { simulator, client, database } = life.world
  await life.accessRunsOut()
  await database.letTurnsCome()
  const page = await life.page()
  const release = await faults.lock('connections')
  const possessionsBefore = life.row()
  const texts = await Promise.all(
    [CHECK, /^Pause$/, DISCONNECT].map(async (button) =>
      readText(await (await client.submit(life.path, readForm(page, button))).text()),
    ),
  )
  for (const text of texts) expect(text).not.toMatch(STACK)
  expect(await simulator.requests(), 'nothing was sent to the bank').toEqual([])
  await release()
  expect(await life.row()).toEqual(await possessionsBefore)
  await life.recovers()
})

test('D05 when the claim cannot be written, no refresh token is sent and the page names who is away', async ({
  life,
  faults,
}) => {
  await life.accessRunsOut()
  await faults.refuse('rotations', 'INSERT', '53100')
  expect(await life.checkNow()).toContain('Mooring’s database does not answer right now.')
  expect(await life.refreshRequests()).toBe(0)
  expect(await life.row()).toMatchObject({ status: 'active', attempt_at: null, lease_owner: null, generation: '1' })
  await faults.undo()
  await life.recovers()
  expect(await life.attempts()).toEqual(['rotated'])
})

test('D05 a flood of pages while the database is locked ends fast, and then everybody is served', async ({
  life,
  faults,
}) => {
  const { client } = life.world
  const release = await faults.lock('connections')
  const began = performance.now()
  const pages = await Promise.all(Array.from({ length: 40 }, async () => (await client.get('/connections')).text()))
  expect(performance.now() - began).toBeLessThan(15_000)
  // The session could be read, so the words come with the page and are shown in its frame; those that came too late for
  // a connection of their own get them as a page.
  for (const page of pages) {
    expect(page).toMatch(SAYS_DATABASE_AWAY)
    expect(readText(page)).not.toMatch(STACK)
    expect(readText(page)).not.toContain('Connect with Qonto')
  }
  await release()
  await expect.poll(async () => (await client.get('/api/ready')).status).toBe(200)
  expect(await life.verdict()).toContain('The connection works.')
})

for (const [what, sqlstate] of [
  ['a full disk', '53100'],
  ['a server that only reads', '25006'],
  ['a serialization failure', '40001'],
] as const)
  test(`D05 a new pair that meets ${what} is kept in memory and stored as soon as it can be`, async ({
    life,
    faults,
  }) => {
    await life.accessRunsOut()
    await faults.change(`CREATE FUNCTION tokens_fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.refresh_token_sealed IS DISTINCT FROM OLD.refresh_token_sealed AND nextval('tokens_count') <= 3
        THEN RAISE EXCEPTION 'fault' USING ERRCODE = '${sqlstate}'; END IF;
      RETURN NEW; END $$`)
    await faults.change('CREATE SEQUENCE tokens_count')
    await faults.change(
      'CREATE TRIGGER tokens_fault BEFORE UPDATE ON connections FOR EACH ROW EXECUTE FUNCTION tokens_fault()',
    )
    try {
      expect(await life.checkNow()).toContain('Done. Qonto answered, and it works.')
      expect(await life.attempts()).toEqual(['rotated'])
      expect(await life.refreshRequests()).toBe(1)
    } finally {
      await faults.change('DROP FUNCTION tokens_fault CASCADE')
      await faults.change('DROP SEQUENCE tokens_count')
    }
  })

test('D06 a database that only reads: pages can be read, nothing is sent to Qonto, and all goes on afterwards', async ({
  life,
  newClient,
  faults,
}) => {
  const { client, simulator, database } = life.world
  await life.accessRunsOut()
  await database.letTurnsCome()
  const reset = await faults.onlyRead()
  await expect.poll(() => life.verdict()).toContain('The connection works.')
  await expect.poll(() => client.userId()).not.toBeNull()
  await expect.poll(() => life.press(CHECK)).toContain('Mooring’s database does not answer right now.')
  await life.press(DISCONNECT)
  expect(await simulator.requests(), 'nothing was sent to the bank').toEqual([])
  expect(await newClient().begin()).toMatch(/\/sign-in\/error\?error=storage_unavailable&ref=/)
  expect((await life.row()).status).toBe('active')
  await reset()
  await life.recovers()
  expect(await life.attempts()).toEqual(['rotated'])
})

test('D06 a database that only reads from the middle of a sign-in on ends as storage_unavailable, tokens revoked', async ({
  client,
  simulator,
  database,
  faults,
}) => {
  const callback = await client.consent('Camille')
  await simulator.fail({ kind: 'delay', target: 'token', ms: 2_000 })
  const arriving = client.arrive(callback)
  await expect.poll(() => database.unusedTrips(), { intervals: [20] }).toBe(0)
  await faults.onlyRead()
  expectRefused(await arriving, 'storage_unavailable')
  await expect.poll(() => simulator.live('refresh'), { timeout: 5_000 }).toEqual([])
  expect(await database.possessions()).toBe('')
})
