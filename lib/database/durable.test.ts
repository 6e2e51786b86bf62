import { afterEach, describe, expect, it } from 'vitest'
import { refresh } from '#lib/access/refresh'
import { connect } from '#lib/consent/store-consent'
import { db } from '#lib/db'
import { useHarness } from '#lib/testing/use-harness'

const harness = useHarness()

/** Has PostgreSQL write down, at the commit of each write to these tables, whether it waits for the disk. */
async function watchCommits(): Promise<void> {
  await db().$executeRaw`CREATE TABLE commits (at_table text, generation bigint, waits text)`
  await db().$executeRaw`
    CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO commits VALUES (TG_TABLE_NAME, NEW.generation, current_setting('synchronous_commit')); RETURN NULL; END $$`
  for (const table of ['connections', 'rotations'])
    await db().$executeRawUnsafe(
      `CREATE CONSTRAINT TRIGGER note_commit AFTER INSERT OR UPDATE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_commit()`,
    )
}

async function stopWatching(): Promise<void> {
  await db().$executeRaw`DROP FUNCTION note_commit CASCADE`
  await db().$executeRaw`DROP TABLE commits`
}

const commits = () => db().$queryRaw`SELECT DISTINCT at_table, generation::int, waits FROM commits ORDER BY 1, 2, 3`

describe('on a server that confirms before it has written', () => {
  afterEach(stopWatching)

  it('a grant, a claim and a new pair wait for the disk all the same', async () => {
    const consent = await harness.consentOf()
    await watchCommits()
    const connected = await connect(consent)
    const row = await harness.row(connected.ok ? connected.value.connectionId : connected.reason)
    expect(await commits()).toEqual([{ at_table: 'connections', generation: 1, waits: 'on' }])
    expect(await refresh(row, 'expiry')).toBe('rotated')
    expect(await commits()).toEqual([
      { at_table: 'connections', generation: 1, waits: 'on' },
      // What is found out about the new pair afterwards can be found out again.
      { at_table: 'connections', generation: 2, waits: 'off' },
      { at_table: 'connections', generation: 2, waits: 'on' },
      { at_table: 'rotations', generation: 1, waits: 'off' },
      { at_table: 'rotations', generation: 1, waits: 'on' },
    ])
  })

  it('nothing is changed for whoever comes next on the same connection', async () => {
    await watchCommits()
    await refresh(await harness.connected(), 'expiry')
    const settings = await Promise.all(
      Array.from({ length: 20 }, () => db().$queryRaw`SELECT current_setting('synchronous_commit') AS setting`),
    )
    expect(settings.flat()).toEqual(settings.map(() => ({ setting: 'off' })))
  })
})
