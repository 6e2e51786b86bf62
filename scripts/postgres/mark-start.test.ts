import { chmod, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDatabase } from '#e2e/runner/test-database'
import { dataFiles } from '#scripts/command/data-directory'
import { runSql } from '#scripts/postgres/database'
import { markStart, readClusterFile } from '#scripts/postgres/mark-start'
import { makeTemporaryData } from '#scripts/postgres/temporary'

const MARK = '4711 1795458709000000001'

let data: string
let database: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  data = await makeTemporaryData()
  database = await testDatabase()
})
afterAll(async () => {
  await database.close()
  await rm(data, { recursive: true, force: true })
})

const sql = (text: string) => runSql(database.url, text)
const start = () => markStart(data, database.url, MARK)
/** Fails unless the canary says it. */
const expectCanary = (condition: string) => sql(`SELECT 1 / count(*) FROM canaries WHERE ${condition}`)

describe('the mark of the files', () => {
  const parts = async (directory: string) => (await readClusterFile(directory)).split(' ')
  const postgres = () => join(data, 'original', 'postgres')
  beforeEach(async () => {
    await rm(join(data, 'original'), { recursive: true, force: true })
    await mkdir(postgres(), { recursive: true })
    await writeFile(join(postgres(), 'PG_VERSION'), '18\n')
  })

  it('is another one in both parts in a copy that keeps all it can', async () => {
    const [inode, changed] = await parts(postgres())
    await cp(join(data, 'original'), join(data, 'copy'), { recursive: true, preserveTimestamps: true })
    const copied = await parts(join(data, 'copy', 'postgres'))
    await rm(join(data, 'copy'), { recursive: true })
    expect(copied[0]).not.toBe(inode)
    expect(copied[1]).not.toBe(changed)
  })

  it('is the same after the directory was moved', async () => {
    const before = await parts(postgres())
    await rename(join(data, 'original'), join(data, 'moved'))
    const after = await parts(join(data, 'moved', 'postgres'))
    await rm(join(data, 'moved'), { recursive: true })
    expect(after).toEqual(before)
  })

  it('keeps its first part when the rights of the file are changed', async () => {
    const [inode, changed] = await parts(postgres())
    await chmod(join(postgres(), 'PG_VERSION'), 0o600)
    const after = await parts(postgres())
    expect(after[0]).toBe(inode)
    expect(after[1]).not.toBe(changed)
  })
})

describe('the count of starts', () => {
  beforeEach(async () => {
    await rm(dataFiles(data).starts, { force: true })
    await sql('DELETE FROM canaries')
    await sql(
      `INSERT INTO canaries (key_id, canary_sealed, system_identifier, database_name) VALUES ('k', 'v1', '1', 'd')`,
    )
  })

  it('begins with a database that was made before there was one, and gives it its mark', async () => {
    expect([await start(), await start(), await start()]).toEqual(['counted', 'counted', 'counted'])
    await expectCanary(`starts = 3 AND cluster_file = '${MARK}'`)
    expect(JSON.parse(await readFile(dataFiles(data).starts, 'utf8'))).toEqual({ starts: 3 })
  })

  it('counts nothing where nothing was ever sealed', async () => {
    await sql('DELETE FROM canaries')
    expect([await start(), await start()]).toEqual(['counted', 'counted'])
  })

  it('begins anew with a new database in the place of one that was thrown away', async () => {
    await start()
    await sql('DELETE FROM canaries')
    await start()
    await sql(
      `INSERT INTO canaries (key_id, canary_sealed, system_identifier, database_name) VALUES ('k', 'v1', '1', 'd')`,
    )
    expect([await start(), await start()]).toEqual(['counted', 'counted'])
  })

  it('notices a database that was set back in place, once', async () => {
    await start()
    await start()
    await sql('UPDATE canaries SET starts = 1')
    expect(await start()).toBe('set_back')
    await expectCanary(`cluster_file = 'set back'`)
    expect(await start(), 'what it stands for is the mark').toBe('counted')
    await expectCanary(`cluster_file = 'set back'`)
  })

  it('notices one of before there was a count', async () => {
    await start()
    await sql('UPDATE canaries SET starts = NULL')
    expect(await start()).toBe('set_back')
  })

  it.each([
    ['before the database was told', 2],
    ['after it', 3],
  ])('takes a crash %s for what it is', async (_, starts) => {
    await start()
    await start()
    await writeFile(dataFiles(data).starts, JSON.stringify({ starts: 2, next: 3 }))
    await sql(`UPDATE canaries SET starts = ${starts}`)
    expect(await start()).toBe('counted')
  })

  it.each(['', '{', 'null', '{"starts":"2"}'])('begins anew when its file holds %j', async (text) => {
    await start()
    await writeFile(dataFiles(data).starts, text)
    expect([await start(), await start()]).toEqual(['counted', 'counted'])
  })

  it('is right when two launchers start at the same moment', async () => {
    const started = await Promise.all([start(), start(), start()])
    expect(started).toEqual(['counted', 'counted', 'counted'])
    await expectCanary('starts = 3')
  })
})
