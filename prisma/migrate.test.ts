import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyTestDatabase, type TestDatabase } from '#e2e/runner/test-database'
import { SessionClient } from '#lib/database/session-client'
import { findDrift } from '#prisma/draft-migration'
import { forgetFailedMigration, migrate } from '#prisma/migrate'
import { MIGRATIONS_DIRECTORY, readMigrations } from '#prisma/migration-list'
import { runSql } from '#scripts/postgres/database'

let database: TestDatabase
let copy: string

beforeEach(async () => {
  database = await emptyTestDatabase()
  copy = await mkdtemp(join(tmpdir(), 'migrations-'))
  await cp(MIGRATIONS_DIRECTORY, copy, { recursive: true })
})

afterEach(async () => {
  await database.close()
  await rm(copy, { recursive: true })
})

const write = async (name: string, sql: string) => {
  await cp(join(copy, (await names())[0] ?? ''), join(copy, name), { recursive: true })
  await writeFile(join(copy, name, 'migration.sql'), sql)
}
const names = async () => (await readMigrations(copy)).migrationDirectories.map(({ path }) => path)

describe('migrate', () => {
  it('applies every migration to an empty database, and nothing the second time', async () => {
    expect(await migrate(database.url)).toEqual({ ok: true, value: { applied: await names(), unknown: [] } })
    expect(await migrate(database.url)).toEqual({ ok: true, value: { applied: [], unknown: [] } })
  })

  it('says that it waits while another process holds the lock, and gives up with a sentence', async () => {
    const holder = new SessionClient({ connectionString: database.url })
    await holder.connect()
    await holder.query('BEGIN; SELECT pg_advisory_xact_lock(72707370)')
    const waits: number[] = []
    const options = { onWait: (seconds: number) => waits.push(seconds), lockWithinMs: 1_500, tellEveryMs: 400 }
    expect(await migrate(database.url, options)).toEqual({
      ok: false,
      reason: expect.stringContaining('has held the migration lock for'),
    })
    expect(waits.length).toBeGreaterThanOrEqual(1)
    await holder.end()
    expect(await migrate(database.url, options)).toMatchObject({ ok: true })
  })

  it('applies once when four start together', async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url)))
    const applied = results.map((result) => (result.ok ? result.value.applied.length : -1))
    expect(applied.sort()).toEqual([0, 0, 0, (await names()).length])
  })

  it('takes a script with semicolons in strings, comments and function bodies as one', async () => {
    const body = `CREATE FUNCTION f() RETURNS text AS $$ BEGIN RETURN 'a;b'; END; $$ LANGUAGE plpgsql; -- one; two`
    await write('29990101000000_function', body)
    expect(await migrate(database.url, { directory: copy })).toMatchObject({ ok: true })
    await expect(runSql(database.url, 'SELECT f()')).resolves.toBeUndefined()
  })

  it('notices a migration that was edited after it had been applied', async () => {
    await migrate(database.url, { directory: copy })
    const [first = ''] = await names()
    await writeFile(join(copy, first, 'migration.sql'), 'SELECT 1;')
    const result = await migrate(database.url, { directory: copy })
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining(`${first} was edited`) })
  })

  it('leaves nothing of a migration that fails, and says how to go on', async () => {
    const name = '29990101000000_broken'
    await write(name, 'CREATE TABLE half (id int); SELECT no_such_function();')
    expect(await migrate(database.url, { directory: copy })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('no_such_function'),
    })
    await expect(runSql(database.url, 'SELECT * FROM half')).rejects.toThrow('does not exist')
    expect(await migrate(database.url, { directory: copy })).toMatchObject({
      ok: false,
      reason: expect.stringContaining(`--rolled-back ${name}`),
    })

    await writeFile(join(copy, name, 'migration.sql'), 'CREATE TABLE half (id int);')
    await forgetFailedMigration(database.url, name)
    expect(await migrate(database.url, { directory: copy })).toEqual({
      ok: true,
      value: { applied: [name], unknown: [] },
    })
  })

  it('goes on when a newer version has migrated the database, and names what it does not know', async () => {
    await write('29990101000000_newer', 'SELECT 1;')
    await migrate(database.url, { directory: copy })
    expect(await migrate(database.url)).toEqual({ ok: true, value: { applied: [], unknown: ['29990101000000_newer'] } })
  })
})

describe('the migrations', () => {
  it('agree with the schema (if not: npm run migrate:new -- NAME)', async () => {
    expect(await findDrift(database.url)).toBeNull()
  })

  it('differ from the schema when one is missing', async () => {
    for (const name of await names()) await rm(join(copy, name), { recursive: true })
    expect(await findDrift(database.url, copy)).toContain('CREATE')
  })
})
