import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { db } from '#lib/db'
import { settings } from '#lib/env'
import type { Connection } from '#lib/generated/prisma/client'
import { databaseText, type Harness, openHarness, restartWith } from '#lib/testing/harness'
import type { EncryptionKey } from '#lib/vault/seal'

// Every command is a process of its own that loads everything anew.
vi.setConfig({ testTimeout: 120_000 })

const newKey: EncryptionKey = { id: 'new', key: randomBytes(32) }
let oldKey: EncryptionKey
let harness: Harness
let folder: string
let rows: Connection[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-'))
  harness = await openHarness()
  ;[oldKey] = settings().encryptionKeys as [EncryptionKey]
})
afterAll(async () => {
  await harness.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  await harness.bench.command('reset', { all: true })
  await Promise.all([db().user.deleteMany(), db().canary.deleteMany()])
  await restartWith(oldKey)
  const organizations = ['Atelier Lumen', 'Buchwerk Treuhand']
  rows = [await harness.connected()]
  for (const organization of organizations) rows.push(await harness.connected({ person: 'Jonas', organization }))
})

/** A dashboard that has started with the new key in front. */
const restarted = () => restartWith(newKey, oldKey)
const variable = (...keys: EncryptionKey[]) =>
  keys.map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`).join(',')

function start(words: string[] = [], keys = variable(newKey, oldKey)) {
  const file = ['--conditions=react-server', 'scripts/rekey.ts', '--data', folder, ...words]
  const child = spawn(process.execPath, file, { env: { ...process.env, TOKEN_ENCRYPTION_KEYS: keys } })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const ended = once(child, 'close').then(([code]: Array<number | null>) => ({ code, output }))
  return { child, ended, said: () => output }
}
const run = (...command: Parameters<typeof start>) => start(...command).ended

const keysOf = async () => {
  const now = await Promise.all(rows.map(({ id }) => harness.row(id)))
  return now.map(({ refreshTokenSealed }) => refreshTokenSealed?.split('.')[1])
}

/** Starts a run that cannot get past the second row until it is let. */
async function startAndHold() {
  const lock = new pg.Client({ connectionString: settings().databaseUrl })
  await lock.connect()
  await lock.query('BEGIN')
  await lock.query('SELECT 1 FROM connections WHERE id = $1 FOR UPDATE', [rows[1]?.id])
  const running = start()
  // Asked outside of the transaction, which would go on seeing what it saw first.
  const blocked = () => db().$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
  while ((await blocked()).length === 0) await wait(5)
  return { ...running, release: () => lock.query('COMMIT').then(() => lock.end()) }
}

it('looks, moves, and says that the old key may go, with the numbers before and after', async () => {
  await restarted()
  const before = await databaseText()
  const dry = await run(['--dry-run'])
  expect(dry).toMatchObject({ code: 0, output: expect.stringContaining('9 values would be moved to new. Nothing was') })
  expect(await databaseText()).toEqual(before)

  const { code, output } = await run()
  expect(output).toMatch(/new: 0\n {2}test: 9 \([\s\S]*9 values moved[\s\S]*new: 9 \([\s\S]*\n {2}test: 0\n/)
  expect(output).toContain('May be left out of TOKEN_ENCRYPTION_KEYS now: test.')
  expect(code).toBe(0)
  expect(await run([], variable(newKey))).toMatchObject({ code: 0 })
})

it('forgets a key that is gone for good, and no other', async () => {
  expect(await run(['--lost', 'test'])).toMatchObject({ code: 1, output: expect.stringContaining('is not forgotten') })
  expect(await run(['--lost', 'test'], variable(newKey))).toMatchObject({
    code: 0,
    output: expect.stringContaining('test is forgotten'),
  })
})

it('goes on after it was killed', async () => {
  await restarted()
  const { child, ended, release } = await startAndHold()
  child.kill('SIGKILL')
  expect(await ended).toMatchObject({ code: null })
  await release()
  const [first, , third] = await keysOf()
  expect([first, third]).toEqual(['new', 'test'])
  expect(await run()).toMatchObject({ code: 0 })
  expect(await keysOf()).toEqual(['new', 'new', 'new'])
})

it('ends after the current row at Ctrl-C, and says how to go on', async () => {
  await restarted()
  const { child, ended, release, said } = await startAndHold()
  child.kill('SIGINT')
  while (!said().includes('Stopping after the current row')) await wait(5)
  await release()
  expect(await ended).toMatchObject({ code: 130, output: expect.stringContaining('Stopped. Run this again to go on.') })
  expect(await keysOf()).toEqual(['new', 'new', 'test'])
})

it('reports what it cannot open by kind and key, never by value, and fails', async () => {
  const { refreshTokenSealed } = await db().connection.findFirstOrThrow({ where: { id: rows[0]?.id ?? '' } })
  const foreign = refreshTokenSealed?.replace('v1.test.', 'v1.lost.') ?? ''
  await db().connection.update({ where: { id: rows[0]?.id ?? '' }, data: { refreshTokenSealed: foreign } })
  await restarted()
  const { code, output } = await run()
  expect(code).toBe(1)
  expect(output).toContain('Cannot be opened: 1 refresh_token_sealed (key lost)')
  expect(output).not.toContain(foreign.slice(8, 20))
  expect(await keysOf()).toEqual(['lost', 'new', 'new'])
})

it.each([
  [
    'does not open what is stored',
    () => variable({ id: 'test', key: randomBytes(32) }),
    'does not open what was sealed',
  ],
  ['has a key in front that no dashboard has yet', () => variable(newKey, oldKey), 'No dashboard has worked with new'],
])('refuses a ring that %s, and changes nothing', async (_, keys, words) => {
  const before = await databaseText()
  expect(await run([], keys())).toMatchObject({ code: 1, output: expect.stringContaining(words) })
  expect(await databaseText()).toEqual(before)
})
